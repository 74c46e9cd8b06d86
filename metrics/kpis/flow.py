"""Portfolio flow: how many cases are where, and how many come and get decided.

Everything is read from history rows (stage changes, assessments, decisions) up to a moment, never
from today's columns, so that a past quarter gives the same number whenever it is asked.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from governance.choices import APPROVALS
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import Stage
from intake.models.assessments import Assessment
from intake.models.use_cases import StageChange
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.history import NO_AMOUNT, cases_at, days_between, unit_then, within
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, kpi

BUILT = (Stage.POC, Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING, Stage.RETIRED)
LIVE = (Stage.PRODUCTION, Stage.MONITORING, Stage.RETIRED)

COE = _("Head of the CoE")


@kpi(
    "cases_by_stage",
    area=Area.FLOW,
    question=_("How many use cases are in each stage, and how risky are they?"),
    unit=Unit.COUNT,
    direction=Direction.NEITHER,
    summary=Summary.COUNT,
    formula=_("Use cases registered until then, by their stage and risk tier at that moment"),
    source=_("Use cases, stage changes, assessments"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def cases_by_stage(as_of: AsOf) -> QuerySet[Any]:
    """Parts are "stage/tier"."""
    return cases_at(as_of).annotate(
        part=Concat("stage_then", Value("/"), "tier_then"), amount=NO_AMOUNT
    )


def submissions(as_of: AsOf) -> QuerySet[Assessment]:
    """First assessments, in the quarter, of use cases that did not come from another inventory."""
    first: QuerySet[Assessment] = Assessment.objects.filter(
        number=1,
        use_case__external_key="",
        submitted_at__gte=as_of.since,
        submitted_at__lte=as_of.at,
    ).annotate(slice_unit=unit_then(as_of, "use_case"), slice_tier=F("tier"))
    return first


@kpi(
    "cases_submitted",
    area=Area.FLOW,
    question=_("How many use cases were submitted this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_(
        "Use cases whose first assessment was submitted in the quarter, by its tier. Imported ones "
        "are not counted: they were in use before"
    ),
    source=_("Assessments"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def cases_submitted(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    return submissions(as_of).annotate(part=F("tier"), amount=NO_AMOUNT)


def decisions(as_of: AsOf) -> QuerySet[Decision]:
    """Decisions of the quarter."""
    taken: QuerySet[Decision] = Decision.objects.filter(within(as_of, "decided_at")).annotate(
        slice_unit=unit_then(as_of, "use_case"), slice_tier=F("tier")
    )
    return taken


@kpi(
    "cases_decided",
    area=Area.FLOW,
    question=_("How many decisions were taken this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_("Decisions of the quarter at any gate, by their outcome"),
    source=_("Decisions"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def cases_decided(as_of: AsOf) -> QuerySet[Any]:
    """Parts are outcomes."""
    return decisions(as_of).annotate(part=F("outcome"), amount=NO_AMOUNT)


@kpi(
    "days_to_decision",
    area=Area.FLOW,
    question=_("How long does a decision take?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from asking for a decision to the decision, of those decided in the quarter, "
        "by the path they took"
    ),
    source=_("Decisions"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def days_to_decision(as_of: AsOf) -> QuerySet[Any]:
    """Parts are paths."""
    return decisions(as_of).annotate(
        part=F("path"), amount=days_between(F("started_at"), "decided_at")
    )


@kpi(
    "reviews_overdue",
    area=Area.FLOW,
    question=_("How many reviews are late?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.COUNT,
    formula=_(
        "Reviews that were open at that moment and past their date, by their path; "
        "without those that waited for an answer of the team"
    ),
    source=_("Reviews"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def reviews_overdue(as_of: AsOf) -> QuerySet[Any]:
    """Parts are paths."""
    still_open = Q(closed_at__isnull=True) | Q(closed_at__gt=as_of.at)
    late = Review.objects.filter(still_open, opened_at__lte=as_of.at, due_at__lt=as_of.at)
    return late.exclude(paused_at__lte=as_of.at).annotate(
        part=F("path"),
        amount=NO_AMOUNT,
        slice_unit=unit_then(as_of, "use_case"),
        slice_tier=F("assessment__tier"),
    )


@kpi(
    "funnel",
    area=Area.FLOW,
    question=_("How far did the cases of this quarter get?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_("Use cases first submitted in the quarter, by the furthest step they reached so far"),
    source=_("Assessments, decisions, stage changes"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def funnel(as_of: AsOf) -> QuerySet[Any]:
    """Parts are the furthest step: submitted, decided, approved, built or live."""
    moves = StageChange.objects.filter(use_case=OuterRef("use_case_id"), changed_at__lte=as_of.at)
    decided = Decision.objects.filter(use_case=OuterRef("use_case_id"), decided_at__lte=as_of.at)
    step = Case(
        When(Exists(moves.filter(to_stage__in=LIVE)), then=Value("live")),
        When(Exists(moves.filter(to_stage__in=BUILT)), then=Value("built")),
        When(Exists(decided.filter(outcome__in=APPROVALS)), then=Value("approved")),
        When(Exists(decided), then=Value("decided")),
        default=Value("submitted"),
    )
    return submissions(as_of).annotate(part=step, amount=NO_AMOUNT)
