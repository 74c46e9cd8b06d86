"""What the quarter cost, for a board pack: by category, against the budget of the fiscal year.

The invoices of a month come after its end, so costs count as the books stand when the pack is made;
budgets as they were set at the moment of the numbers, as everywhere.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.functional import cached_property

from metrics.choices import CostCategory
from metrics.kpis.costs import year_of
from metrics.kpis.registry import AsOf
from metrics.logic.periods import INSTANT, MONTHS_IN_QUARTER, MONTHS_IN_YEAR
from metrics.logic.spending import ZERO, FiscalYear, forecast, months_between, percent_of
from metrics.queries.costs import booked_in, planned_in

NO_COSTS: Final = (ZERO,) * MONTHS_IN_YEAR


@dataclass(frozen=True)
class CostRow:
    """The quarter, the fiscal year up to its end, and the whole year as foreseen and planned."""

    quarter: Decimal
    year: Decimal
    foreseen: Decimal
    budget: Decimal

    @property
    def left(self) -> Decimal | None:
        """What the budget still holds at the end of the year as foreseen; None without a budget."""
        return self.budget - self.foreseen if self.budget else None

    @property
    def used(self) -> float | None:
        """What is spent, in percent of the budget."""
        return percent_of(self.year, self.budget)


@dataclass(frozen=True)
class CostsTold:
    """The costs of a fiscal year up to the end of a quarter."""

    fiscal_year: FiscalYear
    rows: tuple[tuple[CostCategory, CostRow], ...]

    @cached_property
    def together(self) -> CostRow:
        """All categories."""
        return CostRow(
            quarter=sum((row.quarter for _category, row in self.rows), ZERO),
            year=sum((row.year for _category, row in self.rows), ZERO),
            foreseen=sum((row.foreseen for _category, row in self.rows), ZERO),
            budget=sum((row.budget for _category, row in self.rows), ZERO),
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was booked or planned."""
        return self.together == CostRow(ZERO, ZERO, ZERO, ZERO)


def costs_told(as_of: AsOf) -> CostsTold:
    """By category; two queries."""
    year, through = year_of(as_of), as_of.quarter.number * MONTHS_IN_QUARTER
    over = months_between(year.first, (as_of.at + INSTANT).astimezone(as_of.zone).date())
    months = _by_category(year, booked_in(year))
    budgets: dict[CostCategory, Decimal] = defaultdict(Decimal)
    for (category, _unit), planned in planned_in(year.year, as_of.at).items():
        budgets[category] += planned
    rows = (
        (category, _row(months.get(category, NO_COSTS), through, over, budgets[category]))
        for category in CostCategory
    )
    return CostsTold(year, tuple(rows))


def _by_category(
    year: FiscalYear, booked: Iterable[tuple[dt.date, str, int | None, Decimal]]
) -> dict[CostCategory, list[Decimal]]:
    months: dict[CostCategory, list[Decimal]] = defaultdict(lambda: list(NO_COSTS))
    for month, category, _unit, amount in booked:
        months[CostCategory(category)][months_between(year.first, month)] += amount
    return months


def _row(months: Sequence[Decimal], through: int, over: int, budget: Decimal) -> CostRow:
    """The quarter ends with the month `through`; `over` months were over at the moment."""
    return CostRow(
        quarter=sum(months[through - MONTHS_IN_QUARTER : through], ZERO),
        year=sum(months[:through], ZERO),
        foreseen=forecast(months, over).total,
        budget=budget,
    )
