"""Efficiency: how often and how fast something is built, and how much is built only once."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, Exists, F, FloatField, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from intake.choices import Stage
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.flow import COE
from metrics.kpis.history import with_slices, within
from metrics.kpis.pace import MOVES, in_production_since
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, Slice, kpi
from metrics.logic.periods import MONTHS_IN_QUARTER
from registry.choices import Environment
from registry.models.assets import Asset, Reuse
from registry.models.models import Deployment


def months_so_far(as_of: AsOf) -> float:
    """Months of the quarter that are over by then, at least one: a first day is no rate."""
    ends_at = as_of.quarter.ends_at(as_of.zone)
    passed = (as_of.at - as_of.since) / (ends_at - as_of.since)
    return max(1.0, round(passed * MONTHS_IN_QUARTER, 2))


@kpi(
    "deployment_frequency",
    area=Area.EFFICIENCY,
    question=_("How often is something deployed to production?"),
    unit=Unit.PER_MONTH,
    direction=Direction.UP,
    summary=Summary.SUM,
    formula=_(
        "Deployments to production in the quarter over its months so far, at least one, by kind "
        "of model. Sliced by the unit that looks after the model today"
    ),
    source=_("Deployments"),
    owner=_("Platform architect"),
    slices=(Slice.UNIT,),
)
def deployment_frequency(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models; each deployment counts as its share of the months."""
    made = Deployment.objects.filter(
        within(as_of, "deployed_at"), environment=Environment.PRODUCTION
    )
    return made.annotate(
        part=F("version__model__kind"),
        amount=Value(1 / months_so_far(as_of), output_field=FloatField()),
        slice_unit=F("version__model__steward_unit"),
    )


@kpi(
    "project_cycle_time",
    area=Area.EFFICIENCY,
    question=_("How long is something built until it is in production?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from the first proof of concept of a use case to its first day in "
        "production, of those that came there in the quarter, by risk tier"
    ),
    source=MOVES,
    owner=COE,
    slices=BY_UNIT_AND_TIER,
)
def project_cycle_time(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    return with_slices(in_production_since(Stage.POC, as_of), as_of)


@kpi(
    "reuse_rate",
    area=Area.EFFICIENCY,
    question=_("How many assets of the library are used again?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.SHARE,
    formula=_(
        "Assets that a use case or a model was known to use then, of those published until then, "
        "by kind"
    ),
    source=_("Assets and who uses them"),
    owner=_("Platform architect"),
)
def reuse_rate(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of assets."""
    running = Reuse.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=as_of.at),
        asset=OuterRef("pk"),
        noted_at__lte=as_of.at,
    )
    used = Case(When(Exists(running), then=Value(1.0)), default=Value(0.0))
    return Asset.objects.filter(published_at__lte=as_of.at).annotate(part=F("kind"), amount=used)
