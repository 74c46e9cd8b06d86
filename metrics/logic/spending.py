"""Pure: what a year of money comes to. Months are counted from 0, the first of the fiscal year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from metrics.choices import CostCategory
from metrics.logic.periods import MONTHS_IN_YEAR

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal(0)
RUN_RATE_MONTHS: Final = 3
PERCENT: Final = 100


@dataclass(frozen=True)
class Span:
    """From how much of the whole to how much, in percent."""

    least: int
    most: int


# How CoEs of the guides spend their money.
USUAL_SHARES: Final[Mapping[CostCategory, Span]] = {
    CostCategory.PEOPLE: Span(60, 70),
    CostCategory.PLATFORM: Span(15, 25),
    CostCategory.TRAINING: Span(5, 10),
    CostCategory.EXTERNAL: Span(5, 10),
}


def first_of_month(day: dt.date) -> dt.date:
    """The month of a day, as it is stored."""
    return day.replace(day=1)


def shifted_month(month: dt.date, months: int) -> dt.date:
    """The first day of the month that many later, or earlier."""
    index = month.year * MONTHS_IN_YEAR + month.month - 1 + months
    return dt.date(index // MONTHS_IN_YEAR, index % MONTHS_IN_YEAR + 1, 1)


def months_between(first: dt.date, last: dt.date) -> int:
    """How many months `last` is after `first`."""
    return (last.year - first.year) * MONTHS_IN_YEAR + last.month - first.month


@dataclass(frozen=True, order=True)
class FiscalYear:
    """Twelve months; the year bears the number of the calendar year in which it ends."""

    year: int
    first_month: int = 1

    @property
    def first(self) -> dt.date:
        """Its first month."""
        return dt.date(self.year - (1 if self.first_month > 1 else 0), self.first_month, 1)

    @property
    def last(self) -> dt.date:
        """Its last month."""
        return shifted_month(self.first, MONTHS_IN_YEAR - 1)

    @property
    def months(self) -> tuple[dt.date, ...]:
        """Its twelve months in order."""
        return tuple(shifted_month(self.first, step) for step in range(MONTHS_IN_YEAR))

    def begun(self, day: dt.date) -> int:
        """How many of its months have begun on that day, 0 to 12."""
        return min(max(months_between(self.first, day) + 1, 0), MONTHS_IN_YEAR)


def fiscal_year_of(day: dt.date, first_month: int = 1) -> FiscalYear:
    """The fiscal year that holds a day."""
    ends_next_year = first_month > 1 and day.month >= first_month
    return FiscalYear(day.year + (1 if ends_next_year else 0), first_month)


@dataclass(frozen=True)
class Forecast:
    """What a year will cost: spent so far, and to come.

    `run_rate` is the mean of the last full months (`over` of them, three at most). For each month
    to come the forecast takes what is booked for it already or the run rate, whichever is more.
    """

    spent: Decimal
    committed: Decimal
    run_rate: Decimal
    over: int
    to_come: Decimal

    @property
    def total(self) -> Decimal:
        """The whole year."""
        return self.spent + self.to_come


def forecast(by_month: Sequence[Decimal], full: int) -> Forecast:
    """Foresee a year of twelve months, of which the first `full` are over.

    What is booked for months to come counts as committed; before a month is over there is no run
    rate, and nothing but commitments is foreseen.
    """
    past, coming = by_month[:full], by_month[full:]
    recent = past[-RUN_RATE_MONTHS:]
    rate = rounded(sum(recent, ZERO) / len(recent)) if recent else ZERO
    return Forecast(
        spent=sum(past, ZERO),
        committed=sum(coming, ZERO),
        run_rate=rate,
        over=len(recent),
        to_come=sum((max(month, rate) for month in coming), ZERO),
    )


def rounded(amount: Decimal) -> Decimal:
    """To the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def percent_of(part: Decimal, whole: Decimal) -> float | None:
    """The part in percent of the whole; None of nothing."""
    return float(part * PERCENT / whole) if whole else None


def beside_usual(category: CostCategory, share: float | None) -> int:
    """-1 below, 0 within and 1 above what is usual for a category; 0 where nothing is known."""
    if share is None:
        return 0
    usual = USUAL_SHARES[category]
    return (share > usual.most) - (share < usual.least)
