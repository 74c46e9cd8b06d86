"""What was so at a moment, from rows that say since when: stages, tiers, units, objectives, moves.

Each function gives an expression or rows for the KPIs, never today's columns.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    CharField,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Extract, NullIf

from intake.choices import Stage
from intake.models.assessments import Assessment
from intake.models.places import Placement
from intake.models.use_cases import StageChange, UseCase
from metrics.kpis.registry import AsOf

UNTIERED = "untiered"
SECONDS_PER_DAY = 86_400.0
LIVE = (Stage.PRODUCTION, Stage.MONITORING)
ENDED = (Stage.REJECTED, Stage.WITHDRAWN, Stage.RETIRED)
NO_AMOUNT = Value(None, output_field=FloatField(null=True))


def tier_then(as_of: AsOf, case: str = "pk") -> Coalesce:
    """The tier of the newest assessment by then, empty without one; `case` leads to its case."""
    made = Assessment.objects.filter(use_case=OuterRef(case), submitted_at__lte=as_of.at)
    newest = Subquery(made.order_by("-number").values("tier")[:1])
    return Coalesce(newest, Value(""), output_field=CharField())


def said(tier: str) -> Coalesce:
    """The part of a number that a tier makes: the tier, or that there is none."""
    return Coalesce(NullIf(F(tier), Value("")), Value(UNTIERED), output_field=CharField())


def unit_then(as_of: AsOf, case: str = "pk") -> Subquery:
    """The key of the business unit that the case belonged to."""
    return Subquery(_places_then(as_of, case).values("business_unit")[:1])


def objective_then(as_of: AsOf, case: str = "pk") -> Coalesce:
    """The strategic objective that the case named, empty for none."""
    named = Subquery(_places_then(as_of, case).values("objective")[:1])
    return Coalesce(named, Value(""), output_field=CharField())


def _places_then(as_of: AsOf, case: str) -> QuerySet[Placement]:
    return Placement.objects.at(as_of.at).filter(use_case=OuterRef(case)).order_by("-starts_at")


def cases_at(as_of: AsOf) -> QuerySet[UseCase]:
    """Every use case that was registered by then, with `stage_then`, `tier_then` and its slices."""
    moves = StageChange.objects.filter(use_case=OuterRef("pk"))
    last_before = moves.filter(changed_at__lte=as_of.at).order_by("-changed_at", "-pk")
    first_after = moves.filter(changed_at__gt=as_of.at).order_by("changed_at", "pk")
    return UseCase.objects.filter(registered_at__lte=as_of.at).annotate(
        stage_then=Coalesce(
            Subquery(last_before.values("to_stage")[:1]),
            Subquery(first_after.values("from_stage")[:1]),
            F("stage"),
            output_field=CharField(),
        ),
        slice_tier=tier_then(as_of),
        tier_then=said("slice_tier"),
        slice_unit=unit_then(as_of),
    )


def cases_at_work(as_of: AsOf) -> QuerySet[Any]:
    """Those that were neither rejected, withdrawn nor retired then."""
    cases: QuerySet[Any] = cases_at(as_of)
    return cases.exclude(stage_then__in=ENDED)


def live_cases(as_of: AsOf) -> QuerySet[Any]:
    """Those that were in production or monitored there."""
    cases: QuerySet[Any] = cases_at(as_of)
    return cases.filter(stage_then__in=LIVE)


def within(as_of: AsOf, field: str) -> Q:
    """Whether a moment lies in the quarter, up to then."""
    return Q(**{f"{field}__gte": as_of.since, f"{field}__lte": as_of.at})


def first_entries(stage: Stage, as_of: AsOf) -> QuerySet[StageChange]:
    """The moves of the quarter by which a case came to a stage for the first time.

    Without cases from another inventory: they were on their way before, nobody knows since when.
    """
    first = StageChange.objects.filter(~Exists(_earlier().filter(to_stage=stage)), to_stage=stage)
    return first.filter(within(as_of, "changed_at"), use_case__external_key="")


def with_slices(rows: QuerySet[StageChange], as_of: AsOf) -> QuerySet[Any]:
    """Moves with the unit and the tier of their case then; the tier is their part."""
    sliced = rows.annotate(
        slice_unit=unit_then(as_of, "use_case"), slice_tier=tier_then(as_of, "use_case")
    )
    return sliced.annotate(part=said("slice_tier"))


def entered(stage: Stage) -> Subquery:
    """When the case of a move had first come to a stage, before that move."""
    moves = _earlier().filter(to_stage=stage).order_by("changed_at", "pk")
    return Subquery(moves.values("changed_at")[:1])


def outcomes_known(as_of: AsOf, through: tuple[Stage, ...]) -> QuerySet[StageChange]:
    """The moves of the quarter by which it became known what came of a case.

    Either it came to production for the first time, or it ended without ever having been there.
    Only cases count that had been in one of the stages `through`; an ended case that was taken up
    again by then is not ended.
    """
    earlier = _earlier()
    was_live = Exists(earlier.filter(Q(from_stage__in=LIVE) | Q(to_stage__in=LIVE)))
    was_through = Exists(earlier.filter(Q(from_stage__in=through) | Q(to_stage__in=through)))
    later = StageChange.objects.filter(
        _after(), use_case=OuterRef("use_case"), changed_at__lte=as_of.at
    )
    ended_for_good = Q(~Exists(later), to_stage__in=ENDED)
    return StageChange.objects.filter(
        Q(to_stage=Stage.PRODUCTION) | ended_for_good,
        within(as_of, "changed_at"),
        Q(from_stage__in=through) | Q(was_through),
        ~was_live,
    ).exclude(from_stage__in=LIVE)


def days_between(start: Any, end: str) -> Any:
    """Days from one moment to another, with their fractions."""
    seconds = Extract(F(end) - start, "epoch", output_field=FloatField())
    return seconds / SECONDS_PER_DAY


def last_day(as_of: AsOf) -> dt.date:
    """The day of the moment on the organization's clock."""
    return as_of.at.astimezone(as_of.zone).date()


def _earlier() -> QuerySet[StageChange]:
    """Moves of the same case before the one outside."""
    before = Q(changed_at__lt=OuterRef("changed_at")) | Q(
        changed_at=OuterRef("changed_at"), pk__lt=OuterRef("pk")
    )
    return StageChange.objects.filter(before, use_case=OuterRef("use_case"))


def _after() -> Q:
    return Q(changed_at__gt=OuterRef("changed_at")) | Q(
        changed_at=OuterRef("changed_at"), pk__gt=OuterRef("pk")
    )
