"""What came back for the money of a fiscal year, and what units were charged, for a board pack."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet, Sum

from metrics.choices import StatementKind, StatementState
from metrics.kpis.registry import AsOf
from metrics.logic.spending import ZERO, FiscalYear
from metrics.models.benefits import BenefitEntry
from metrics.models.chargebacks import Statement
from metrics.queries.pack_rows import MOST_ROWS


@dataclass(frozen=True)
class Brought:
    """Money that finance verified, and money that waits for it: never added up."""

    verified: Decimal
    claimed: Decimal


@dataclass(frozen=True)
class UnitCharged:
    """What a business unit was charged for the months of a quarter."""

    unit: str
    statements: int
    charged: Decimal
    credited: Decimal
    disputed: int

    @property
    def together(self) -> Decimal:
        """What it pays after credits, which are below zero."""
        return self.charged + self.credited


def brought_in(year: FiscalYear, as_of: AsOf) -> Brought:
    """Of the months of the fiscal year up to the end of the quarter, as it stands now."""
    entries = BenefitEntry.objects.of_months(year.first, as_of.quarter.ends_on)
    return Brought(_sum(entries.verified()), _sum(entries.claimed()))


def _sum(rows: QuerySet[BenefitEntry]) -> Decimal:
    found: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return found or ZERO


def statements_for(as_of: AsOf) -> tuple[Statement, ...]:
    """Issued by now for the months of the quarter, by unit and month."""
    rows = Statement.objects.issued().with_names()
    found = rows.filter(month__range=(as_of.quarter.starts_on, as_of.quarter.ends_on))
    return tuple(found.order_by("business_unit__name", "month", "number")[:MOST_ROWS])


def by_unit(statements: Iterable[Statement]) -> tuple[UnitCharged, ...]:
    """Summed up, in the order of the statements."""
    grouped: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        grouped[str(statement.business_unit)].append(statement)
    return tuple(_charged(unit, found) for unit, found in grouped.items())


def _charged(unit: str, found: list[Statement]) -> UnitCharged:
    given_back = [one.total for one in found if one.kind == StatementKind.CREDIT]
    charges = [one.total for one in found if one.kind != StatementKind.CREDIT]
    return UnitCharged(
        unit=unit,
        statements=len(found),
        charged=sum(charges, ZERO),
        credited=sum(given_back, ZERO),
        disputed=sum(one.state == StatementState.DISPUTED for one in found),
    )
