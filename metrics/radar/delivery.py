"""Signals of delivery: does work wait for the CoE, and does it ever arrive?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, FloatField, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Extract
from django.utils.translation import gettext_lazy as _

from governance.choices import Path, ReviewState
from governance.models.decisions import Decision
from governance.models.reviews import Review
from intake.choices import AssignmentKind, Stage
from intake.models.use_cases import Assignment, StageChange, UseCase
from metrics.choices import Pattern, Summary, Unit
from metrics.radar.registry import one_if, signal

QUARTER = dt.timedelta(days=90)
PATIENCE = dt.timedelta(days=180)
TWO_YEARS = dt.timedelta(days=730)
SECONDS_PER_DAY = 86_400.0
TRIED = (Stage.POC, Stage.PILOT)
LIVE = (Stage.PRODUCTION, Stage.MONITORING, Stage.RETIRED)
BY_PEOPLE = (Path.LIGHT, Path.BOARD)
DECIDED = (Path.SELF_SERVICE, *BY_PEOPLE)


def _days_between(start: Any, end: Any) -> Any:
    return Extract(end - start, "epoch", output_field=FloatField()) / SECONDS_PER_DAY


def reviews_open_at(at: dt.datetime) -> Q:
    """Reviews that had begun and not ended then."""
    return Q(opened_at__lte=at) & (Q(closed_at__isnull=True) | Q(closed_at__gt=at))


@signal(
    "reviews_slow",
    pattern=Pattern.BOTTLENECK,
    label=_("Days that reviews take"),
    meaning=_("Median days of reviews that ended in the last 90 days, and of open ones until now"),
    unit=Unit.DAYS,
    summary=Summary.MEDIAN,
    watch=20,
    present=35,
)
def reviews_slow(at: dt.datetime) -> QuerySet[Any]:
    ended = Q(state=ReviewState.CLOSED, closed_at__gt=at - QUARTER, closed_at__lte=at)
    end = Coalesce("closed_at", Value(at))
    reviews = Review.objects.filter(ended | reviews_open_at(at))
    return reviews.annotate(amount=_days_between(F("opened_at"), end))


@signal(
    "decided_by_people",
    pattern=Pattern.BOTTLENECK,
    label=_("Decisions that needed people"),
    meaning=_("Decisions of the last 90 days that were not self-service"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=75,
    present=90,
)
def decided_by_people(at: dt.datetime) -> QuerySet[Any]:
    decisions = Decision.objects.filter(
        decided_at__gt=at - QUARTER, decided_at__lte=at, path__in=DECIDED
    )
    return decisions.annotate(amount=one_if(Q(path__in=BY_PEOPLE)))


@signal(
    "queue_growth",
    pattern=Pattern.BOTTLENECK,
    label=_("Growth of the queue"),
    meaning=_("Reviews opened in the last 90 days less those ended, as a share of those opened"),
    unit=Unit.PERCENT,
    summary=Summary.RATIO,
    watch=25,
    present=50,
)
def queue_growth(at: dt.datetime) -> QuerySet[Any]:
    opened = Q(opened_at__gt=at - QUARTER, opened_at__lte=at)
    ended = Q(closed_at__gt=at - QUARTER, closed_at__lte=at)
    return Review.objects.filter(opened | ended).annotate(
        base=one_if(opened), amount=one_if(opened) - one_if(ended)
    )


@signal(
    "trials_stuck",
    pattern=Pattern.SCIENCE_PROJECTS,
    label=_("Trials that never went live"),
    meaning=_(
        "Use cases that entered proof of concept or pilot between half a year and two years ago, "
        "and have not reached production"
    ),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=60,
    present=80,
)
def trials_stuck(at: dt.datetime) -> QuerySet[Any]:
    moves = StageChange.objects.filter(use_case=OuterRef("pk"), changed_at__lte=at)
    tried = moves.filter(
        to_stage__in=TRIED, changed_at__gt=at - TWO_YEARS, changed_at__lte=at - PATIENCE
    )
    live = moves.filter(to_stage__in=LIVE)
    return UseCase.objects.filter(Exists(tried)).annotate(amount=one_if(~Exists(live)))


def trials_now() -> QuerySet[UseCase]:
    """Use cases in proof of concept or pilot."""
    cases: QuerySet[UseCase] = UseCase.objects.filter(stage__in=TRIED)
    return cases


@signal(
    "trials_old",
    pattern=Pattern.SCIENCE_PROJECTS,
    label=_("Age of trials"),
    meaning=_("Median days since use cases in proof of concept or pilot first got there"),
    unit=Unit.DAYS,
    summary=Summary.MEDIAN,
    watch=150,
    present=240,
)
def trials_old(at: dt.datetime) -> QuerySet[Any]:
    entered = Min("stage_changes__changed_at", filter=Q(stage_changes__to_stage__in=TRIED))
    since = Coalesce(entered, F("registered_at"))
    return trials_now().annotate(amount=_days_between(since, Value(at)))


@signal(
    "trials_unsponsored",
    pattern=Pattern.SCIENCE_PROJECTS,
    label=_("Trials without a sponsor"),
    meaning=_("Use cases in proof of concept or pilot for which no business sponsor answers"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=20,
    present=40,
)
def trials_unsponsored(at: dt.datetime) -> QuerySet[Any]:
    sponsors = Assignment.objects.filter(use_case=OuterRef("pk"), kind=AssignmentKind.SPONSOR)
    cases = trials_now().filter(registered_at__lte=at)
    return cases.annotate(amount=one_if(~Exists(sponsors)))
