"""KPIs whose data the portal does not have: people or programs enter them, nobody invents them."""

from __future__ import annotations

from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.flow import COE
from metrics.kpis.registry import AsOf, Slice, Text, kpi
from metrics.models.readings import KpiReading


def readings_of(code: str, as_of: AsOf) -> QuerySet[Any]:
    """What was entered for days of the quarter up to then. Parts are codes of business units."""
    days = KpiReading.objects.filter(kpi=code).counting()
    until = as_of.at.astimezone(as_of.zone).date()
    return days.between(as_of.quarter.starts_on, until).annotate(
        part=Coalesce("unit__code", Value("")), amount=F("value"), slice_unit=F("unit")
    )


def entered_kpi(
    code: str,
    *,
    area: Area,
    question: Text,
    unit: Unit,
    direction: Direction,
    summary: Summary,
    formula: Text,
    source: Text,
) -> None:
    """Declare a KPI whose rows are readings: their sum, mean or median over the quarter."""

    def rows(as_of: AsOf) -> QuerySet[Any]:
        return readings_of(code, as_of)

    kpi(
        code,
        area=area,
        question=question,
        unit=unit,
        direction=direction,
        summary=summary,
        formula=formula,
        source=source,
        owner=COE,
        slices=(Slice.UNIT,),
        is_entered=True,
    )(rows)


entered_kpi(
    "support_tickets",
    area=Area.EFFICIENCY,
    question=_("How many support tickets did AI systems cause this quarter?"),
    unit=Unit.COUNT,
    direction=Direction.DOWN,
    summary=Summary.SUM,
    formula=_("Sum of the tickets entered for the days or months of the quarter"),
    source=_("Readings of the service desk"),
)
entered_kpi(
    "ticket_resolution",
    area=Area.EFFICIENCY,
    question=_("How long does it take to resolve a ticket?"),
    unit=Unit.HOURS,
    direction=Direction.DOWN,
    summary=Summary.MEAN,
    formula=_("Mean of the resolution times entered for the quarter, in hours"),
    source=_("Readings of the service desk"),
)
entered_kpi(
    "platform_utilisation",
    area=Area.EFFICIENCY,
    question=_("How much of the AI platform is used?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.MEAN,
    formula=_("Mean of the utilisation entered for the quarter, in % of what is provided"),
    source=_("Readings of the platform"),
)
entered_kpi(
    "task_time_reduction",
    area=Area.ADOPTION,
    question=_("How much shorter do tasks take with AI?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.MEAN,
    formula=_(
        "Mean of the reductions measured and entered for the quarter, in % of the time before"
    ),
    source=_("Readings of time studies"),
)
entered_kpi(
    "decisions_supported",
    area=Area.ADOPTION,
    question=_("How many decisions of the business are supported by AI?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.MEAN,
    formula=_("Mean of the shares entered for the quarter, in % of the decisions of a kind"),
    source=_("Readings of the business units"),
)
