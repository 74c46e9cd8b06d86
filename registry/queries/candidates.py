"""A version as the promotion gate sees it: its use cases, documents and approval."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Final

from coe_portal.tenancy.clock import today_here
from governance.models.decisions import Decision
from intake.choices import Stage, Tier
from intake.models.use_cases import UseCase
from registry.choices import DocumentKind, DocumentResult, ModelKind, RequestState
from registry.logic.completeness import documents_needed
from registry.marking import Mark
from registry.models.documents import ModelDocument
from registry.models.models import ModelVersion
from registry.models.promotions import PromotionRequest
from registry.queries.dependence import Dependence, dependences_of
from registry.queries.marks import marks_of

GATE: Final = "registry.promotion"
"""The gate into production; apps declare what it asks for. Its subject is a Candidate."""

APPROVED: Final = "registry.approved"
"""The code of the requirement that governance answers, last of all."""

LIVE: Final = frozenset({Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING})
"""Stages of a use case from which its models can go into production."""

JUDGED: Final = (RequestState.APPROVED, RequestState.REFUSED)


class Candidate:
    """One version, with what its requirements read, each part read once."""

    def __init__(self, version: ModelVersion) -> None:
        self.version = version
        self.model = version.model

    @cached_property
    def use_cases(self) -> list[UseCase]:
        """The use cases at work that the model serves, the highest tier first."""
        cases = UseCase.objects.open().filter(model_links__model=self.model)
        return list(cases.order_by("-tier_rank", "number").defer("search"))

    @cached_property
    def use_case(self) -> UseCase | None:
        """The one whose review decides: that of the highest tier."""
        return self.use_cases[0] if self.use_cases else None

    @property
    def tier(self) -> Tier | None:
        """The highest tier of what the model is used for; None before anybody has judged it."""
        case = self.use_case
        return Tier(case.tier) if case is not None and case.tier else None

    @cached_property
    def has_predecessor(self) -> bool:
        """Whether an earlier version of the model has been in production."""
        earlier = ModelVersion.objects.filter(model=self.model, number__lt=self.version.number)
        return earlier.filter(served_at__isnull=False).exists()

    @cached_property
    def documents(self) -> list[ModelDocument]:
        """Current documents that are valid today and whose file is still there."""
        rows = ModelDocument.objects.filter(version=self.version).valid_on(today_here())
        kept = rows.exclude(attachment__removed_at__isnull=False)
        found = list(kept.select_related("attachment", "added_by__user"))
        for document in found:
            document.version = self.version
        return found

    @property
    def present(self) -> dict[DocumentKind, DocumentResult]:
        """What is there, and what it came to."""
        return {DocumentKind(one.kind): DocumentResult(one.result) for one in self.documents}

    @property
    def needed(self) -> tuple[DocumentKind, ...]:
        """What the tier asks for; nothing can be said without one."""
        if self.tier is None:
            return ()
        return documents_needed(
            self.tier, ModelKind(self.model.kind), has_predecessor=self.has_predecessor
        )

    @cached_property
    def dependences(self) -> list[Dependence]:
        """The vendors that the version stands on."""
        return dependences_of(self.version)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """Why not to rely on the version, by itself or by what it was made from."""
        return marks_of([self.version]).get(self.version.pk, ())

    @cached_property
    def request(self) -> PromotionRequest | None:
        """The newest request that was decided."""
        judged = PromotionRequest.objects.filter(version=self.version, state__in=JUDGED)
        return judged.select_related("decision", "use_case").order_by("-closed_at").first()

    @property
    def approval(self) -> Decision | None:
        """The decision that lets this version into production today."""
        if self.request is None:
            return None
        return approval_that_stands(self.request, self.use_cases, today_here())


def approval_that_stands(
    request: PromotionRequest, use_cases: Sequence[UseCase], day: dt.date
) -> Decision | None:
    """The approval of a request, if it lets the version into production on a day.

    It stands while it is valid, for a use case that the model still serves, and no tier has risen
    above the one that was judged. `use_cases` are those of the model, the highest tier first.
    """
    decision: Decision | None = request.decision
    if request.state != RequestState.APPROVED or decision is None:
        return None
    if decision.valid_until is not None and decision.valid_until < day:
        return None
    serves = any(case.pk == request.use_case_id for case in use_cases)
    return decision if serves and not _has_risen(use_cases[0], decision) else None


def _has_risen(case: UseCase, decision: Decision) -> bool:
    """Whether the case is judged higher than the decision saw it, or not at all."""
    ranks = list(Tier)
    return not case.tier or ranks.index(Tier(case.tier)) > ranks.index(Tier(decision.tier))
