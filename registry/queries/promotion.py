"""What a version still misses before it may go into production, with where to do it."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.gates.registry import Requirement, Unmet, requirements
from governance.models.reviews import Review
from governance.queries.approvals import APPROVAL_REQUIREMENT
from intake.choices import Gate
from registry.models.models import ModelVersion
from registry.models.promotions import PromotionRequest
from registry.queries.candidates import APPROVED, GATE, Candidate

ASKED_ELSEWHERE = frozenset({APPROVAL_REQUIREMENT, "governance.no_severe_incident"})
"""What the gate of the use case asks for and the promotion asks in its own words."""


@dataclass(frozen=True)
class Line:
    """One requirement, and what is missing; None when it is met."""

    code: str
    label: str
    unmet: Unmet | None

    @property
    def is_met(self) -> bool:
        return self.unmet is None


def promotion_lines(candidate: Candidate) -> list[Line]:
    """All that the promotion asks for, met or not; the approval comes last."""
    own = [_line(one, candidate) for one in requirements(GATE)]
    case = candidate.use_case
    asked = requirements(Gate.PRODUCTION.value) if case is not None else []
    of_case = [_line(one, case) for one in asked if one.code not in ASKED_ELSEWHERE]
    last = [line for line in own if line.code == APPROVED]
    return [*(line for line in own if line.code != APPROVED), *of_case, *last]


def _line(requirement: Requirement, subject: object) -> Line:
    return Line(requirement.code, str(requirement.label), requirement.check(subject))


def missing_for_promotion(candidate: Candidate) -> list[Unmet]:
    """What is missing, in words, with the page where it can be done; empty when it may pass."""
    return [line.unmet for line in promotion_lines(candidate) if line.unmet is not None]


def missing_before_review(candidate: Candidate) -> list[Unmet]:
    """What is missing apart from the approval itself."""
    lines = promotion_lines(candidate)
    return [line.unmet for line in lines if line.unmet is not None and line.code != APPROVED]


def missing_to_serve(version: ModelVersion) -> list[Unmet]:
    """What keeps a version out of production.

    One that was there before may come back while its approval holds: going back must be quick
    when something has gone wrong.
    """
    candidate = Candidate(version)
    if version.has_served and candidate.approval is not None:
        return []
    return missing_for_promotion(candidate)


def open_request(version: ModelVersion) -> PromotionRequest | None:
    """What is asked for this version and not decided."""
    rows = PromotionRequest.objects.open().filter(version=version)
    return rows.select_related("use_case", "requested_by__user").first()


def review_of(version: ModelVersion) -> Review | None:
    """The newest review about this version."""
    reviews = Review.objects.about(version).select_related("use_case")
    found: Review | None = reviews.order_by("-number").first()
    return found
