"""Signals of service: does the CoE help, or does it police?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from governance.choices import Outcome
from governance.models.decisions import Decision
from intake.models.assessments import Assessment
from intake.models.use_cases import UseCase
from metrics.choices import FeedbackKind, Pattern, Summary, Unit
from metrics.models.feedback import Feedback
from metrics.radar.delivery import BY_PEOPLE
from metrics.radar.registry import one_if, signal

HALF_YEAR = dt.timedelta(days=180)
# The first submission and one correction are nothing to wonder about.
MANY_SUBMISSIONS = 3


@signal(
    "unhappy",
    pattern=Pattern.STANDARDS_POLICE,
    label=_("Satisfaction"),
    meaning=_("Mean of the answers about decisions of the last half year, 1 to 5"),
    unit=Unit.SCORE,
    summary=Summary.MEAN,
    watch=3.5,
    present=2.8,
)
def unhappy(at: dt.datetime) -> QuerySet[Any]:
    given = Feedback.objects.filter(
        kind=FeedbackKind.DECISION, given_at__gt=at - HALF_YEAR, given_at__lte=at
    )
    return given.annotate(amount=Cast(F("score"), FloatField()))


@signal(
    "turned_away",
    pattern=Pattern.STANDARDS_POLICE,
    label=_("Decisions that turn cases away"),
    meaning=_("Decisions by people in the last half year that rejected or deferred a case"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=35,
    present=55,
)
def turned_away(at: dt.datetime) -> QuerySet[Any]:
    decisions = Decision.objects.filter(
        decided_at__gt=at - HALF_YEAR, decided_at__lte=at, path__in=BY_PEOPLE
    )
    refused = Q(outcome__in=[Outcome.REJECTED, Outcome.DEFERRED])
    return decisions.annotate(amount=one_if(refused))


@signal(
    "rework",
    pattern=Pattern.STANDARDS_POLICE,
    label=_("Use cases submitted again and again"),
    meaning=_("Use cases first submitted in the last half year that needed three or more tries"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=25,
    present=45,
)
def rework(at: dt.datetime) -> QuerySet[Any]:
    submitted = Assessment.objects.filter(use_case=OuterRef("pk"), submitted_at__lte=at)
    lately = submitted.filter(number=1, submitted_at__gt=at - HALF_YEAR)
    again = submitted.filter(number=MANY_SUBMISSIONS)
    cases = UseCase.objects.filter(Exists(lately), external_key="")
    return cases.annotate(amount=one_if(Exists(again)))
