"""What the quarter cost, for a board pack: by category, against the budget of the fiscal year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, Sum

from metrics.choices import CostCategory
from metrics.kpis.registry import AsOf
from metrics.models.costs import BudgetLine, CostEntry

NOTHING = Decimal(0)


@dataclass(frozen=True)
class CostRow:
    """A category: the quarter, the fiscal year so far, and the budget of the whole year."""

    category: CostCategory
    quarter: Decimal
    year: Decimal
    budget: Decimal


@dataclass(frozen=True)
class CostsTold:
    """The costs that stood at the moment of the numbers."""

    fiscal_year: int
    rows: tuple[CostRow, ...]

    @property
    def quarter(self) -> Decimal:
        return sum((row.quarter for row in self.rows), NOTHING)

    @property
    def year(self) -> Decimal:
        return sum((row.year for row in self.rows), NOTHING)

    @property
    def budget(self) -> Decimal:
        return sum((row.budget for row in self.rows), NOTHING)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was booked or planned."""
        return not any(row.quarter or row.year or row.budget for row in self.rows)


def costs_told(as_of: AsOf) -> CostsTold:
    """By category; three queries."""
    quarter = as_of.quarter
    begun = quarter.shifted(1 - quarter.number)
    by_quarter = _booked(as_of, quarter.starts_on, quarter.ends_on)
    by_year = _booked(as_of, begun.starts_on, quarter.ends_on)
    planned: dict[str, Decimal] = {}
    for line in BudgetLine.objects.newest(as_of.at).filter(fiscal_year=quarter.year):
        planned[line.category] = planned.get(line.category, NOTHING) + line.planned
    rows = tuple(
        CostRow(
            category=category,
            quarter=by_quarter.get(category, NOTHING),
            year=by_year.get(category, NOTHING),
            budget=planned.get(category, NOTHING),
        )
        for category in CostCategory
    )
    return CostsTold(quarter.year, rows)


def _booked(as_of: AsOf, first: dt.date, last: dt.date) -> Mapping[str, Decimal]:
    standing = Q(voided_at__isnull=True) | Q(voided_at__gt=as_of.at)
    rows = CostEntry.objects.within(first, last).filter(standing, booked_at__lte=as_of.at)
    return dict(rows.order_by().values_list("category").annotate(total=Sum("amount")))
