"""Strategy: whether the portfolio serves objectives, and whether what is built comes to be used."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from intake.choices import Stage
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.flow import COE
from metrics.kpis.history import (
    NO_AMOUNT,
    cases_at_work,
    last_day,
    objective_then,
    outcomes_known,
    with_slices,
)
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, Slice, kpi
from registry.choices import Environment
from registry.models.models import AIModel, Deployment, UsageRecord

DAYS_OF_USE = 30


def _with_objective(as_of: AsOf) -> QuerySet[Any]:
    cases: QuerySet[Any] = cases_at_work(as_of).annotate(objective_then=objective_then(as_of))
    return cases


@kpi(
    "aligned_share",
    area=Area.STRATEGIC,
    question=_("How many use cases serve a strategic objective?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Use cases that named a strategic objective then, of all that were neither rejected, "
        "withdrawn nor retired, by stage"
    ),
    source=_("Use cases, assessments"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def aligned_share(as_of: AsOf) -> QuerySet[Any]:
    """Parts are stages."""
    named = Case(When(objective_then="", then=Value(0.0)), default=Value(1.0))
    rows: QuerySet[Any] = _with_objective(as_of).annotate(part=F("stage_then"), amount=named)
    return rows


@kpi(
    "strategic_cases_by_objective",
    area=Area.STRATEGIC,
    question=_("How many use cases serve each objective?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_(
        "Use cases that were neither rejected, withdrawn nor retired then, by the strategic "
        "objective that they named"
    ),
    source=_("Use cases, assessments"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def strategic_cases_by_objective(as_of: AsOf) -> QuerySet[Any]:
    """Parts are objectives in the words of the cases."""
    named = _with_objective(as_of).exclude(objective_then="")
    rows: QuerySet[Any] = named.annotate(part=F("objective_then"), amount=NO_AMOUNT)
    return rows


@kpi(
    "poc_to_production",
    area=Area.STRATEGIC,
    question=_("How many proofs of concept make it to production?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Use cases with a proof of concept that first came to production in the quarter, of these "
        "and those that were rejected, withdrawn or retired in the quarter without ever having "
        "been there, by risk tier"
    ),
    source=_("Use cases, stage changes"),
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def poc_to_production(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers; a case that is still on its way counts once it is known what came of it."""
    known = outcomes_known(as_of, (Stage.POC,))
    arrived = Case(When(to_stage=Stage.PRODUCTION, then=Value(1.0)), default=Value(0.0))
    return with_slices(known.annotate(amount=arrived), as_of)


@kpi(
    "adoption_rate",
    area=Area.STRATEGIC,
    question=_("How many deployed models are in use?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Models with calls or users on the 30 days up to then, of those that were deployed in "
        "production, by kind. Sliced by the unit that looks after the model today"
    ),
    source=_("Deployments, usage log"),
    owner=COE,
    slices=(Slice.UNIT,),
)
def adoption_rate(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models."""
    used = Case(When(Exists(_uses(as_of)), then=Value(1.0)), default=Value(0.0))
    return deployed_models(as_of).annotate(
        part=F("kind"), amount=used, slice_unit=F("steward_unit")
    )


def deployed_models(as_of: AsOf) -> QuerySet[AIModel]:
    """Models that ran in production at the moment."""
    running = Deployment.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=as_of.at),
        version__model=OuterRef("pk"),
        environment=Environment.PRODUCTION,
        deployed_at__lte=as_of.at,
    )
    models: QuerySet[AIModel] = AIModel.objects.filter(Exists(running))
    return models


def _uses(as_of: AsOf) -> QuerySet[UsageRecord]:
    last = last_day(as_of)
    records: QuerySet[UsageRecord] = UsageRecord.objects.filter(
        Q(calls__gt=0) | Q(users__gt=0),
        version__model=OuterRef("pk"),
        day__gt=last - dt.timedelta(days=DAYS_OF_USE),
        day__lte=last,
    )
    return records
