"""Money: what models, use cases and requests cost, and whether the budget holds.

A cost counts in the month that it belongs to, whenever it is booked: an invoice that comes late
changes what its quarter cost, and a later computation of that quarter shows as a restatement. What
was taken back does not count. All entries of a month count as soon as the month has begun.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import (
    Case,
    DecimalField,
    Exists,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from metrics.choices import Area, CostCategory, Direction, Summary, Unit
from metrics.kpis.history import live_cases
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, Slice, kpi
from metrics.logic.periods import MONTHS_IN_YEAR
from metrics.logic.spending import FiscalYear, first_of_month, fiscal_year_of
from metrics.models.costs import BudgetLine, CostEntry, CostEntryQuerySet
from registry.models.models import AIModel, UsageRecord

FINANCE = _("Finance")
THOUSAND = 1000.0
PERCENT = 100.0
MONEY = DecimalField(max_digits=20, decimal_places=4)
NOTHING = Value(Decimal(0), output_field=MONEY)


def booked_in_quarter(as_of: AsOf) -> CostEntryQuerySet:
    """Entries that stand, of the months of the quarter that had begun by then."""
    rows: CostEntryQuerySet = CostEntry.objects.standing()
    return rows.within(as_of.quarter.starts_on, last_month(as_of))


def last_month(as_of: AsOf) -> dt.date:
    """The month in which the number is seen, as far as the quarter goes."""
    return first_of_month(min(as_of.at.astimezone(as_of.zone).date(), as_of.quarter.ends_on))


def summed(rows: QuerySet[Any], field: str, what: str = "amount") -> Any:
    """The sum of the rows of an outer row, or nothing."""
    total = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(total.annotate(sum=Sum(what)).values("sum"), MONEY), NOTHING)


@kpi(
    "cost_per_model",
    area=Area.FINANCE,
    question=_("What does a model cost in a quarter?"),
    unit=Unit.MONEY,
    direction=Direction.DOWN,
    summary=Summary.MEAN,
    formula=_(
        "Mean of the costs booked to a model in the quarter, over the models to which any were "
        "booked, by kind of model"
    ),
    source=_("Booked costs"),
    owner=FINANCE,
    slices=(Slice.UNIT,),
)
def cost_per_model(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of models."""
    booked = booked_in_quarter(as_of)
    models = AIModel.objects.filter(Exists(booked.filter(model=OuterRef("pk"))))
    return models.annotate(
        part=F("kind"),
        amount=Cast(summed(booked, "model"), FloatField()),
        slice_unit=F("steward_unit"),
    )


@kpi(
    "infrastructure_cost_per_case",
    area=Area.FINANCE,
    question=_("What does the platform cost for each running use case?"),
    unit=Unit.MONEY,
    direction=Direction.DOWN,
    summary=Summary.MEAN,
    formula=_(
        "Platform costs of the quarter over the use cases that were in production or monitored "
        "then: what is booked to a case, and an equal share of what is booked to none of them"
    ),
    source=_("Booked costs, stage changes"),
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def infrastructure_cost_per_case(as_of: AsOf) -> QuerySet[Any]:
    """Parts are risk tiers. The amounts add up to all platform costs of the quarter."""
    booked = booked_in_quarter(as_of).filter(category=CostCategory.PLATFORM)
    running: QuerySet[Any] = live_cases(as_of)
    own = summed(booked, "use_case")
    elsewhere = booked.exclude(use_case__in=running.order_by().values("pk"))
    shared = elsewhere.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    each = Value(float(shared) / max(running.count(), 1), output_field=FloatField())
    rows: QuerySet[Any] = running.annotate(
        part=F("tier_then"), amount=Cast(own, FloatField()) + each
    )
    return rows


@kpi(
    "cost_per_workflow",
    area=Area.FINANCE,
    question=_("What does a running use case cost in a quarter?"),
    unit=Unit.MONEY,
    direction=Direction.DOWN,
    summary=Summary.MEAN,
    formula=_(
        "Mean of the costs booked to a use case in the quarter, over the use cases in production "
        "or monitored then to which any were booked"
    ),
    source=_("Booked costs, stage changes"),
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def cost_per_workflow(as_of: AsOf) -> QuerySet[Any]:
    """Parts are risk tiers."""
    booked = booked_in_quarter(as_of)
    running = live_cases(as_of).filter(Exists(booked.filter(use_case=OuterRef("pk"))))
    rows: QuerySet[Any] = running.annotate(
        part=F("tier_then"), amount=Cast(summed(booked, "use_case"), FloatField())
    )
    return rows


@kpi(
    "cost_per_request",
    area=Area.FINANCE,
    question=_("What do 1,000 requests to a model cost?"),
    unit=Unit.MONEY,
    direction=Direction.DOWN,
    summary=Summary.RATIO,
    formula=_(
        "Cost that platforms reported with the use of models in the quarter, over the requests "
        "made, times 1,000, by model"
    ),
    source=_("Use of models, as platforms report it"),
    owner=FINANCE,
    slices=(Slice.UNIT,),
)
def cost_per_request(as_of: AsOf) -> QuerySet[Any]:
    """Parts are names of models."""
    last = min(as_of.at.astimezone(as_of.zone).date(), as_of.quarter.ends_on)
    used = UsageRecord.objects.filter(day__range=(as_of.quarter.starts_on, last))
    return used.annotate(
        part=F("version__model__name"),
        amount=Cast("cost", FloatField()) * THOUSAND,
        base=Cast("calls", FloatField()),
        slice_unit=F("version__model__steward_unit"),
    )


@kpi(
    "budget_vs_actual",
    area=Area.FINANCE,
    question=_("How much of the budget so far is spent?"),
    unit=Unit.PERCENT,
    direction=Direction.NEITHER,
    summary=Summary.RATIO,
    formula=_(
        "Costs of the fiscal year so far, over the budget of the year as it was set then, of which "
        "each month that has begun takes a twelfth, by category"
    ),
    source=_("Booked costs, budgets"),
    owner=FINANCE,
    slices=(Slice.UNIT,),
)
def budget_vs_actual(as_of: AsOf) -> QuerySet[Any]:
    """Parts are categories. A cost of a unit without a line of its own counts in the CoE's."""
    year, month = year_of(as_of), last_month(as_of)
    lines = BudgetLine.objects.filter(fiscal_year=year.year)
    newest = lines.newest(as_of.at).values("pk")
    return BudgetLine.objects.filter(pk__in=newest).annotate(
        part=F("category"),
        amount=Cast(_held_against(lines.filter(set_at__lte=as_of.at), year, month), FloatField())
        * PERCENT,
        base=Cast("planned", FloatField()) * (year.begun(month) / MONTHS_IN_YEAR),
        slice_unit=F("business_unit"),
    )


def _held_against(lines: QuerySet[BudgetLine], year: FiscalYear, month: dt.date) -> Any:
    """The costs of a line: of its unit, or of the CoE and all units without a line."""
    own = lines.filter(category=OuterRef("category"), business_unit=OuterRef("business_unit"))
    booked = CostEntry.objects.standing().within(year.first, month)
    of_category = booked.alias(has_line=Exists(own)).filter(category=OuterRef("category"))
    of_unit = of_category.filter(business_unit=OuterRef("business_unit"))
    return Case(
        When(business_unit__isnull=True, then=_sum_of(of_category.filter(has_line=False))),
        default=_sum_of(of_unit),
        output_field=MONEY,
    )


def _sum_of(rows: QuerySet[Any]) -> Any:
    total = rows.order_by().values("category").annotate(sum=Sum("amount")).values("sum")
    return Coalesce(Subquery(total, output_field=MONEY), NOTHING)


def year_of(as_of: AsOf) -> FiscalYear:
    """The fiscal year of the quarter."""
    return fiscal_year_of(as_of.quarter.starts_on, as_of.quarter.first_month)
