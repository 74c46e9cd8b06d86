"""Signals of reach: does the business come to the CoE, or go around it?"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import CharField, Exists, F, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.models import BusinessUnit
from governance.choices import IncidentKind, IncidentState
from governance.models.incidents import Incident
from intake.choices import Stage
from intake.models.use_cases import StageChange, UseCase
from metrics.choices import Pattern, Summary, Unit
from metrics.radar.registry import one_if, signal
from registry.models.models import AIModel, Deployment, ModelUseCase

YEAR = dt.timedelta(days=365)
HALF_YEAR = dt.timedelta(days=180)
# An inventory is brought in once, in the first weeks: that is no way around the CoE.
FIRST_INVENTORY = dt.timedelta(days=90)
RUNNING = (Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING)


def leaf_units(at: dt.datetime) -> QuerySet[BusinessUnit]:
    """Business units without any below them: those who do the work."""
    units: QuerySet[BusinessUnit] = BusinessUnit.objects.filter(created_at__lte=at)
    return units.filter(children__isnull=True)


def cases_of_the_year(at: dt.datetime) -> QuerySet[UseCase]:
    """Submitted in the last year, without those that came from another inventory."""
    cases: QuerySet[UseCase] = UseCase.objects.submitted().filter(
        external_key="", registered_at__gt=at - YEAR, registered_at__lte=at
    )
    return cases


@signal(
    "units_quiet",
    pattern=Pattern.IVORY_TOWER,
    label=_("Units without a use case"),
    meaning=_("Business units, with none below them, that registered nothing in a year"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=40,
    present=60,
)
def units_quiet(at: dt.datetime) -> QuerySet[Any]:
    cases = UseCase.objects.filter(
        business_unit=OuterRef("pk"), registered_at__gt=at - YEAR, registered_at__lte=at
    )
    return leaf_units(at).annotate(amount=one_if(~Exists(cases)))


@signal(
    "cases_unaligned",
    pattern=Pattern.IVORY_TOWER,
    label=_("Use cases without an objective"),
    meaning=_("Use cases submitted in the last year that name no strategic objective"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=40,
    present=60,
)
def cases_unaligned(at: dt.datetime) -> QuerySet[Any]:
    return cases_of_the_year(at).annotate(amount=one_if(Q(objective="")))


@signal(
    "cases_from_coe",
    pattern=Pattern.IVORY_TOWER,
    label=_("Use cases that the CoE thought of"),
    meaning=_("Use cases submitted in the last year that CoE staff registered"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=50,
    present=70,
)
def cases_from_coe(at: dt.datetime) -> QuerySet[Any]:
    by_staff = Q(registered_by__roles__contains=[str(Role.COE_STAFF)])
    return cases_of_the_year(at).annotate(amount=one_if(by_staff))


@signal(
    "found_running",
    pattern=Pattern.SHADOW_AI,
    label=_("Use cases found already running"),
    meaning=_(
        "Use cases of the last year that were in pilot or in use when they were registered, "
        "later than 90 days after the first one of all"
    ),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=10,
    present=25,
)
def found_running(at: dt.datetime) -> QuerySet[Any]:
    first = UseCase.objects.aggregate(at=Min("registered_at"))["at"] or at
    since = max(first + FIRST_INVENTORY, at - YEAR)
    moves = StageChange.objects.filter(use_case=OuterRef("pk")).order_by("changed_at", "pk")
    cases = UseCase.objects.filter(registered_at__gt=since, registered_at__lte=at).annotate(
        first_stage=Coalesce(
            Subquery(moves.values("from_stage")[:1]), F("stage"), output_field=CharField()
        )
    )
    return cases.annotate(amount=one_if(Q(first_stage__in=RUNNING)))


@signal(
    "models_without_case",
    pattern=Pattern.SHADOW_AI,
    label=_("Running models without a use case"),
    meaning=_("Models that run somewhere and serve no registered use case"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=10,
    present=25,
)
def models_without_case(at: dt.datetime) -> QuerySet[Any]:
    running = Deployment.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        version__model=OuterRef("pk"),
        deployed_at__lte=at,
    )
    served = ModelUseCase.objects.filter(model=OuterRef("pk"))
    models = AIModel.objects.filter(Exists(running), removed_at__isnull=True)
    return models.annotate(amount=one_if(~Exists(served)))


@signal(
    "misuse",
    pattern=Pattern.SHADOW_AI,
    label=_("Incidents of misuse"),
    meaning=_("Incidents of the last half year that broke a policy"),
    unit=Unit.PERCENT,
    summary=Summary.SHARE,
    watch=25,
    present=50,
)
def misuse(at: dt.datetime) -> QuerySet[Any]:
    reported = Incident.objects.filter(reported_at__gt=at - HALF_YEAR, reported_at__lte=at)
    judged = reported.exclude(state__in=[IncidentState.REPORTED, IncidentState.DISMISSED])
    return judged.annotate(amount=one_if(Q(kind=IncidentKind.MISUSE)))
