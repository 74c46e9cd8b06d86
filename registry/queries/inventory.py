"""The inventory as its pages read it: the list, one model, one version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Max, Min, OuterRef, Prefetch, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from governance.models.reviews import Review
from intake.choices import Tier
from intake.logic.stages import CLOSED
from intake.models.use_cases import UseCase
from registry.choices import DocumentKind, VersionStage
from registry.logic.completeness import EVALUATIONS, Gap, gaps
from registry.logic.document_parts import WRITTEN
from registry.marking import Mark
from registry.models.documents import ModelDocument
from registry.models.models import (
    AIModel,
    AIModelQuerySet,
    Deployment,
    ModelAlias,
    ModelUseCase,
    ModelVersion,
    UsageRecord,
    VersionInput,
)
from registry.models.promotions import PromotionRequest, StageMove
from registry.queries.candidates import Candidate
from registry.queries.documents import incomplete_documents, place_to_write
from registry.queries.drafts import drafts_begun
from registry.queries.marks import Marks, marks_of, with_marks
from registry.queries.promotion import Line, open_request, promotion_lines, review_of

MOST_SHOWN: Final = 50


def with_standing(models: AIModelQuerySet) -> QuerySet[AIModel]:
    """Each model with its newest version, the one in production, its tier and its cases."""
    versions = ModelVersion.objects.filter(model=OuterRef("pk"), removed_at__isnull=True)
    serving = versions.filter(stage=VersionStage.PRODUCTION).order_by("-number")
    cases = UseCase.objects.filter(model_links__model=OuterRef("pk"))
    tiers = cases.exclude(stage__in=CLOSED).order_by("-tier_rank", "number")
    newest = versions.order_by().values("model").annotate(newest=Max("number")).values("newest")
    counted = (
        ModelUseCase.objects.filter(model=OuterRef("pk"))
        .order_by()
        .values("model")
        .annotate(count=Count("pk"))
        .values("count")
    )
    found: QuerySet[AIModel] = models.with_people().annotate(
        newest=Subquery(newest),
        in_production=Subquery(serving.values("number")[:1]),
        tier=Coalesce(Subquery(tiers.values("tier")[:1]), Value("")),
        tier_rank=Subquery(tiers.values("tier_rank")[:1]),
        case_count=Coalesce(Subquery(counted), 0),
    )
    return found


@dataclass(frozen=True)
class ModelPage:
    """Everything the page of a model shows."""

    versions: tuple[ModelVersion, ...]
    hidden_versions: int
    aliases: tuple[ModelAlias, ...]
    use_cases: tuple[UseCase, ...]
    tier: Tier | None
    requests: dict[int, PromotionRequest]
    marks: Marks

    @property
    def causes(self) -> list[Mark]:
        """Why versions of it are marked, each cause once; archived ones do not count."""
        in_use = [one for one in self.versions if one.stage != VersionStage.ARCHIVED]
        return list(dict.fromkeys(mark for one in in_use for mark in self.marks.get(one.pk, ())))


def model_page(model: AIModel) -> ModelPage:
    """A model with its versions, aliases and use cases."""
    rows = model.versions.present().prefetch_related("aliases").select_related("developer__user")
    versions = list(rows.order_by("-number")[: MOST_SHOWN + 1])
    cases = UseCase.objects.filter(model_links__model=model).order_by("-tier_rank", "number")
    use_cases = list(cases.defer("search")[:MOST_SHOWN])
    tiers = [Tier(case.tier) for case in use_cases if case.tier and not case.is_closed]
    for version in versions:
        version.model = model
    asked = PromotionRequest.objects.open().filter(version__in=versions[:MOST_SHOWN])
    hidden = 0
    if len(versions) > MOST_SHOWN:
        hidden = model.versions.present().count() - MOST_SHOWN
    return ModelPage(
        versions=tuple(versions[:MOST_SHOWN]),
        hidden_versions=hidden,
        aliases=tuple(model.aliases.select_related("version")[:MOST_SHOWN]),
        use_cases=tuple(use_cases),
        tier=tiers[0] if tiers else None,
        requests={one.version_id: one for one in asked},
        marks=marks_of(versions[:MOST_SHOWN]),
    )


@dataclass(frozen=True)
class DocumentLine:
    """A kind of document: what is there, whether the tier asks for it, and what is wrong.

    `missing` are the parts that a document written here leaves out; `place` is where it is made.
    """

    kind: DocumentKind
    document: ModelDocument | None
    is_needed: bool
    gap: Gap | None
    missing: tuple[str, ...]
    has_draft: bool
    place: str

    @property
    def is_written(self) -> bool:
        """Whether it is written here, part by part."""
        return self.kind in WRITTEN

    @property
    def is_measured(self) -> bool:
        """Whether it holds figures."""
        return self.kind in EVALUATIONS


@dataclass(frozen=True)
class UsageTotal:
    """All that was used of a version."""

    calls: int
    cost: Decimal
    since: dt.date
    until: dt.date


@dataclass(frozen=True)
class VersionPage:
    """Everything the page of a version shows."""

    lines: tuple[Line, ...]
    documents: tuple[DocumentLine, ...]
    aliases: tuple[ModelAlias, ...]
    inputs: tuple[VersionInput, ...]
    children: tuple[VersionInput, ...]
    deployments: tuple[Deployment, ...]
    moves: tuple[StageMove, ...]
    usage: UsageTotal | None
    request: PromotionRequest | None
    judged: PromotionRequest | None
    review: Review | None
    use_case: UseCase | None
    tier: Tier | None
    is_approved: bool
    marks: tuple[Mark, ...]

    @property
    def missing(self) -> list[Line]:
        """Requirements that are not met."""
        return [line for line in self.lines if not line.is_met]

    @property
    def met(self) -> list[Line]:
        return [line for line in self.lines if line.is_met]

    @property
    def lacks_only_approval(self) -> bool:
        """Whether it can go to review."""
        return self.missing == [self.lines[-1]]

    @property
    def complete_documents(self) -> int:
        return sum(
            line.is_needed and line.gap is None and not line.missing for line in self.documents
        )

    @property
    def needed_documents(self) -> int:
        return sum(line.is_needed for line in self.documents)


def version_page(version: ModelVersion) -> VersionPage:
    """A version with what it still misses, its papers, its story and where it runs."""
    candidate = Candidate(version)
    return VersionPage(
        lines=tuple(promotion_lines(candidate)),
        documents=tuple(_document_lines(candidate)),
        aliases=tuple(version.aliases.all()),
        inputs=tuple(
            version.inputs.select_related("parent__model", "dataset", "vendor")[:MOST_SHOWN]
        ),
        children=tuple(version.children.select_related("version__model")[:MOST_SHOWN]),
        deployments=tuple(version.deployments.order_by("-pk")[:MOST_SHOWN]),
        moves=tuple(version.moves.select_related("decision")[:MOST_SHOWN]),
        usage=_usage(version),
        request=open_request(version),
        judged=candidate.request,
        review=review_of(version),
        use_case=candidate.use_case,
        tier=candidate.tier,
        is_approved=candidate.approval is not None,
        marks=marks_of([version]).get(version.pk, ()),
    )


def _document_lines(candidate: Candidate) -> Iterable[DocumentLine]:
    """What is needed first, then what is there beyond that."""
    there = {DocumentKind(one.kind): one for one in candidate.documents}
    needed = candidate.needed
    wrong = {one.document: one for one in gaps(needed, candidate.present)}
    missing, begun = incomplete_documents(candidate), drafts_begun(candidate.version)
    for kind in (*needed, *(kind for kind in there if kind not in needed)):
        yield DocumentLine(
            kind=kind,
            document=there.get(kind),
            is_needed=kind in needed,
            gap=wrong.get(kind),
            missing=missing.get(kind, ()),
            has_draft=kind in begun,
            place=place_to_write(candidate.version, kind),
        )


def _usage(version: ModelVersion) -> UsageTotal | None:
    rows = UsageRecord.objects.filter(version=version).order_by()
    total = rows.aggregate(calls=Sum("calls"), cost=Sum("cost"), since=Min("day"), until=Max("day"))
    return None if total["calls"] is None else UsageTotal(**total)


@dataclass(frozen=True)
class CaseModel:
    """A model of a use case, with the version in production and the newest one."""

    model: AIModel
    in_production: ModelVersion | None
    newest: ModelVersion | None


def models_of_case(use_case: UseCase) -> list[CaseModel]:
    """The models that serve a use case, by name. A few queries."""
    wanted = ModelVersion.objects.filter(removed_at__isnull=True).order_by("-number")
    models = (
        with_marks(AIModel.objects.of_use_case(use_case).with_people())
        .order_by("name")
        .prefetch_related(Prefetch("versions", wanted, to_attr="kept"))[:MOST_SHOWN]
    )
    return [_case_model(model) for model in models]


def _case_model(model: Any) -> CaseModel:
    for version in model.kept:
        version.model = model
    serving = next((one for one in model.kept if one.stage == VersionStage.PRODUCTION), None)
    return CaseModel(model, serving, next(iter(model.kept), None))
