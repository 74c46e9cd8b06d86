"""How many self-service approvals are drawn now, and what the samples showed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.db.models.functions import Extract

from governance.choices import Path, SampleOutcome
from governance.logic.sampling_rate import Standing, rate_at
from governance.models.audits import SampleStep
from governance.models.decisions import Decision
from governance.queries.audits import audit_plan
from governance.queries.expectations import SECONDS_A_DAY, Median
from intake.choices import Tier
from intake.models.assessments import Assessment
from intake.models.rulebooks import TierPolicy

SAMPLE_PERCENT: Final = Decimal(10)
MOST_STEPS: Final = 60


def base_rate(assessment: Assessment) -> Decimal:
    """The share in per cent that the tier policy of this assessment asks for."""
    return rate_of_tier(assessment.tier_policy.document, assessment.tier)


def rate_of_tier(document: dict[str, object], tier: str) -> Decimal:
    """The share in per cent that a tier policy asks for in a tier."""
    tiers = document.get("tiers", [])
    for row in tiers if isinstance(tiers, list) else []:
        if row["id"] == tier:
            percent = row.get("review_path", {}).get("sample_check_pct")
            return SAMPLE_PERCENT if percent is None else Decimal(str(percent))
    return SAMPLE_PERCENT


def standing_now() -> Standing:
    """How often the rate is doubled now, and how many samples passed since."""
    found: Standing = SampleStep.objects.standing()
    return found


def rate_in_force(assessment: Assessment) -> Decimal:
    """The share in per cent of approvals like this one that is drawn now."""
    return rate_at(base_rate(assessment), standing_now().level)


@dataclass(frozen=True)
class Saved:
    """Days saved: each self-service approval against the median time of light reviews."""

    days: float
    median: float
    reviews: int


@dataclass(frozen=True)
class FastLane:
    """What the fast lane decided by itself, and what its samples showed."""

    approvals: int
    drawn: int
    waiting: int
    passed: int
    failed: int
    rate: Decimal
    base: Decimal
    passed_in_a_row: int
    needed: int
    saved: Saved | None
    steps: tuple[SampleStep, ...]

    @property
    def judged(self) -> int:
        return self.passed + self.failed

    @property
    def is_raised(self) -> bool:
        return self.rate > self.base


def fast_lane() -> FastLane:
    """The figures of the organization in scope, in six queries."""
    decisions = Decision.objects.filter(path=Path.SELF_SERVICE).order_by()
    counted = decisions.aggregate(
        approvals=Count("pk"), drawn=Count("pk", filter=Q(sampled_for_audit=True))
    )
    outcomes = dict(
        SampleStep.objects.order_by().values_list("outcome").annotate(count=Count("pk"))
    )
    now = standing_now()
    base = rate_of_tier(_policy_document(), Tier.LOW)
    passed, failed = (outcomes.get(one, 0) for one in (SampleOutcome.PASSED, SampleOutcome.FAILED))
    steps = SampleStep.objects.select_related("audit").order_by("-pk")[:MOST_STEPS]
    return FastLane(
        approvals=counted["approvals"],
        drawn=counted["drawn"],
        waiting=counted["drawn"] - passed - failed,
        passed=passed,
        failed=failed,
        rate=rate_at(base, now.level),
        base=base,
        passed_in_a_row=now.passed,
        needed=audit_plan().passes_to_step_back,
        saved=_saved(counted["approvals"]),
        steps=tuple(reversed(steps)),
    )


def _policy_document() -> dict[str, Any]:
    policy = TierPolicy.objects.published().first()
    return policy.document if policy else {}


def _saved(approvals: int) -> Saved | None:
    """None before there is a light review to compare with."""
    taken = ExpressionWrapper(F("decided_at") - F("started_at"), output_field=DurationField())
    light = Decision.objects.filter(path=Path.LIGHT).order_by()
    found = light.aggregate(median=Median(Extract(taken, "epoch")), reviews=Count("pk"))
    if not found["reviews"]:
        return None
    median = round(found["median"] / SECONDS_A_DAY, 1)
    return Saved(round(median * approvals, 1), median, found["reviews"])
