"""Adoption: which parts of the organization work with AI."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.models import BusinessUnit
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.flow import COE
from metrics.kpis.history import NO_AMOUNT, cases_at_work, live_cases
from metrics.kpis.registry import AsOf, Slice, kpi


@kpi(
    "units_engaged",
    area=Area.ADOPTION,
    question=_("How many business units have a use case?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_(
        "Business units with at least one use case then that was neither rejected, withdrawn nor "
        "retired"
    ),
    source=_("Use cases and their units, stage changes"),
    owner=COE,
    slices=(Slice.UNIT,),
)
def units_engaged(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units."""
    return _units_of(cases_at_work(as_of))


@kpi(
    "teams_using_ai",
    area=Area.ADOPTION,
    question=_("How many teams use AI?"),
    unit=Unit.COUNT,
    direction=Direction.UP,
    summary=Summary.COUNT,
    formula=_("Business units with at least one use case that was in production or monitored then"),
    source=_("Use cases and their units, stage changes"),
    owner=COE,
    slices=(Slice.UNIT,),
)
def teams_using_ai(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units."""
    return _units_of(live_cases(as_of))


def _units_of(cases: QuerySet[Any]) -> QuerySet[Any]:
    units = BusinessUnit.objects.filter(pk__in=cases.values("slice_unit"))
    return units.annotate(part=F("code"), amount=NO_AMOUNT, slice_unit=F("pk"))
