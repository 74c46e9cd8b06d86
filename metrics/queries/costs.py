"""What a fiscal year costs: budget, actual and forecast by category, unit and month."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Final

from django.db.models import Sum
from django.utils.functional import cached_property

from coe_portal.tenancy.models import BusinessUnit
from metrics.choices import CostCategory
from metrics.logic.periods import MONTHS_IN_YEAR
from metrics.logic.spending import (
    USUAL_SHARES,
    ZERO,
    FiscalYear,
    Forecast,
    Span,
    beside_usual,
    first_of_month,
    forecast,
    months_between,
    percent_of,
    rounded,
)
from metrics.models.chargebacks import FundingPolicy
from metrics.models.costs import BudgetLine, CostEntry
from registry.models.models import UsageRecord

Cell = tuple[CostCategory, int | None]
THOUSAND: Final = 1000


@dataclass(frozen=True)
class Line:
    """A category or a unit of a year."""

    budget: Decimal
    actual: Decimal
    forecast: Decimal

    @property
    def left(self) -> Decimal:
        """What the budget still holds when the year goes on as foreseen."""
        return self.budget - self.forecast

    @property
    def used(self) -> float | None:
        """The actual costs in percent of the budget."""
        return percent_of(self.actual, self.budget)

    @property
    def is_over(self) -> bool:
        """Whether more will be spent than was planned."""
        return bool(self.budget) and self.forecast > self.budget


@dataclass(frozen=True)
class CategoryLine:
    """A category, its part of the whole, and what is usual."""

    category: CostCategory
    line: Line
    share: float | None
    usual: Span

    @property
    def beside(self) -> int:
        """-1 less, 1 more than usual, 0 as usual."""
        return beside_usual(self.category, self.share)


@dataclass(frozen=True)
class UnitLine:
    """A unit, or what has none."""

    unit: BusinessUnit | None
    line: Line


@dataclass(frozen=True)
class UnitCost:
    """What requests cost as far as the platforms report it."""

    cost: Decimal
    calls: int

    @property
    def per_thousand(self) -> Decimal | None:
        """Of 1,000 requests; None where none were made."""
        return self.cost * THOUSAND / self.calls if self.calls else None


@dataclass(frozen=True)
class YearPage:
    """A year of money; `begun` months have begun, `full` are over."""

    year: FiscalYear
    full: int
    by_month: tuple[Decimal, ...]
    foreseen: Forecast
    total: Line
    categories: tuple[CategoryLine, ...]
    units: tuple[UnitLine, ...]
    policy: FundingPolicy | None
    requests: UnitCost

    @property
    def is_empty(self) -> bool:
        """Whether nothing was planned and nothing was spent."""
        return not (self.total.budget or any(self.by_month))

    @cached_property
    def spent_by_month(self) -> tuple[Decimal | None, ...]:
        """The sum of the months so far; None from the first that has not begun."""
        sums = tuple(accumulate(self.by_month))
        return tuple(amount if at <= self.full else None for at, amount in enumerate(sums))

    @cached_property
    def foreseen_by_month(self) -> tuple[Decimal | None, ...]:
        """From the last month that is over to the end of the year."""
        amounts = [*self.by_month[: self.full]]
        rate = self.foreseen.run_rate
        amounts += [max(month, rate) for month in self.by_month[self.full :]]
        sums = tuple(accumulate(amounts))
        return tuple(amount if at >= self.full - 1 else None for at, amount in enumerate(sums))

    @cached_property
    def planned_by_month(self) -> tuple[Decimal, ...]:
        """The budget in equal parts, summed up."""
        return tuple(
            rounded(self.total.budget * step / MONTHS_IN_YEAR)
            for step in range(1, MONTHS_IN_YEAR + 1)
        )


def year_page(year: FiscalYear, today: dt.date) -> YearPage:
    """The year on a day, in five queries."""
    full = min(max(months_between(year.first, today), 0), MONTHS_IN_YEAR)
    booked, planned = booked_in(year), planned_in(year.year)
    months = _summed(booked, year)
    cells = {cell: _line(months.get(cell), planned.get(cell, ZERO), full) for cell in
             months.keys() | planned.keys()}  # fmt: skip
    by_month = tuple(
        sum((amounts[place] for amounts in months.values()), ZERO)
        for place in range(MONTHS_IN_YEAR)
    )
    total = _line(by_month, sum(planned.values(), ZERO), full)
    return YearPage(
        year=year,
        full=full,
        by_month=by_month,
        foreseen=forecast(by_month, full),
        total=total,
        categories=tuple(_categories(cells, total.actual)),
        units=tuple(_units(cells)),
        policy=FundingPolicy.objects.in_force(min(first_of_month(today), year.last)),
        requests=requests_in(year.first, min(today, _last_day(year))),
    )


def booked_in(year: FiscalYear) -> list[tuple[dt.date, str, int | None, Decimal]]:
    """Month, category, unit and sum of what was booked."""
    rows = CostEntry.objects.standing().within(year.first, year.last).order_by()
    return list(rows.values_list("month", "category", "business_unit").annotate(sum=Sum("amount")))


def planned_in(year: int, at: dt.datetime | None = None) -> dict[Cell, Decimal]:
    """The budget of each category and unit, as it was set last, or last by a moment."""
    rows = BudgetLine.objects.filter(fiscal_year=year).newest(at)
    return {
        (CostCategory(category), unit): amount
        for category, unit, amount in rows.values_list("category", "business_unit", "planned")
    }


def requests_in(first: dt.date, last: dt.date) -> UnitCost:
    """What the platforms reported of these days."""
    sums = UsageRecord.objects.filter(day__range=(first, last)).aggregate(
        cost=Sum("cost"), calls=Sum("calls")
    )
    return UnitCost(sums["cost"] or ZERO, sums["calls"] or 0)


def _last_day(year: FiscalYear) -> dt.date:
    return FiscalYear(year.year + 1, year.first_month).first - dt.timedelta(days=1)


def _summed(
    booked: Iterable[tuple[dt.date, str, int | None, Decimal]], year: FiscalYear
) -> dict[Cell, list[Decimal]]:
    months: dict[Cell, list[Decimal]] = defaultdict(lambda: [ZERO] * MONTHS_IN_YEAR)
    for month, category, unit, amount in booked:
        months[CostCategory(category), unit][months_between(year.first, month)] += amount
    return dict(months)


def _line(months: Iterable[Decimal] | None, budget: Decimal, full: int) -> Line:
    amounts = list(months or [ZERO] * MONTHS_IN_YEAR)
    begun = min(full + 1, MONTHS_IN_YEAR)
    return Line(budget, sum(amounts[:begun], ZERO), forecast(amounts, full).total)


def _together(lines: Iterable[Line]) -> Line:
    found = list(lines)
    return Line(
        sum((line.budget for line in found), ZERO),
        sum((line.actual for line in found), ZERO),
        sum((line.forecast for line in found), ZERO),
    )


def _categories(cells: Mapping[Cell, Line], total: Decimal) -> Iterable[CategoryLine]:
    for category in CostCategory:
        line = _together(line for (one, _unit), line in cells.items() if one == category)
        yield CategoryLine(category, line, percent_of(line.actual, total), USUAL_SHARES[category])


def _units(cells: Mapping[Cell, Line]) -> Iterable[UnitLine]:
    by_unit: dict[int | None, list[Line]] = defaultdict(list)
    for (_category, unit), line in cells.items():
        by_unit[unit].append(line)
    names = BusinessUnit.objects.in_bulk([unit for unit in by_unit if unit is not None])
    for found in sorted(names.values(), key=lambda one: one.name):
        yield UnitLine(found, _together(by_unit[found.pk]))
    if None in by_unit:
        yield UnitLine(None, _together(by_unit[None]))
