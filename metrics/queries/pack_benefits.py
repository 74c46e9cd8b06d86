"""What use cases brought in a quarter, for a board pack: verified and claimed stand apart.

Months are claimed and verified after their end, so both are as they stand when the pack is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet, Sum

from metrics.choices import BenefitKind, BenefitState
from metrics.kpis.registry import AsOf
from metrics.logic.periods import MONTHS_IN_QUARTER
from metrics.models.benefits import Benefit, BenefitEntry
from metrics.queries.pack_rows import MOST_ROWS

NOTHING = Decimal(0)


@dataclass(frozen=True)
class BenefitRow:
    """A benefit with the money of the quarter: what finance verified, and what waits for it."""

    reference: str
    title: str
    use_case: str
    kind: str
    state: str
    verified: Decimal
    claimed: Decimal


@dataclass(frozen=True)
class BenefitsTold:
    """The months of the quarter, and its benefits; the two kinds of money are never added up."""

    months: tuple[dt.date, ...]
    verified: tuple[Decimal, ...]
    claimed: tuple[Decimal, ...]
    rows: tuple[BenefitRow, ...]

    @property
    def verified_sum(self) -> Decimal:
        return sum(self.verified, NOTHING)

    @property
    def claimed_sum(self) -> Decimal:
        return sum(self.claimed, NOTHING)


def benefits_told(as_of: AsOf) -> BenefitsTold:
    """What is verified, and what is claimed and waits, of the months of the quarter."""
    first, last = as_of.quarter.starts_on, as_of.quarter.ends_on
    entries = BenefitEntry.objects.of_months(first, last)
    verified, claimed = entries.verified(), entries.claimed()
    months = tuple(first + relativedelta(months=step) for step in range(MONTHS_IN_QUARTER))
    by_month = [_sums(rows, "month") for rows in (verified, claimed)]
    return BenefitsTold(
        months=months,
        verified=tuple(by_month[0].get(month, NOTHING) for month in months),
        claimed=tuple(by_month[1].get(month, NOTHING) for month in months),
        rows=_rows(_sums(verified, "benefit"), _sums(claimed, "benefit")),
    )


def _sums(rows: QuerySet[BenefitEntry], by: str) -> Mapping[object, Decimal]:
    return dict(rows.order_by().values_list(by).annotate(total=Sum("amount")))


def _rows(
    verified: Mapping[object, Decimal], claimed: Mapping[object, Decimal]
) -> tuple[BenefitRow, ...]:
    """The largest verified first, then the largest claimed."""
    found = Benefit.objects.filter(pk__in={*verified, *claimed}).with_names()
    rows = [
        BenefitRow(
            reference=row.reference,
            title=row.title,
            use_case=str(row.use_case),
            kind=str(BenefitKind(row.kind).label),
            state=str(BenefitState(row.state).label),
            verified=verified.get(row.pk, NOTHING),
            claimed=claimed.get(row.pk, NOTHING),
        )
        for row in found[:MOST_ROWS]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.verified, -row.claimed, row.reference)))
