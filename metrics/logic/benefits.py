"""How far a benefit is, from what is known of it, and which months two of them share. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

from metrics.choices import BenefitState, EntryState

MONTHS_IN_YEAR: Final = 12
OVER: Final = frozenset({BenefitState.REJECTED, BenefitState.CLOSED})
# What may be done in which state: a row of the table for each verb.
MAY_BASELINE: Final = frozenset(
    {BenefitState.HYPOTHESIS, BenefitState.BASELINED, BenefitState.FORECAST}
)
MAY_FORECAST: Final = frozenset(
    {
        BenefitState.BASELINED,
        BenefitState.FORECAST,
        BenefitState.MEASURED,
        BenefitState.VERIFIED,
    }
)
MAY_CLAIM: Final = frozenset({BenefitState.FORECAST, BenefitState.MEASURED, BenefitState.VERIFIED})
TAKEN: Final = frozenset({EntryState.CLAIMED, EntryState.VERIFIED, EntryState.REJECTED})
"""A month with an entry in one of these states is not claimed again."""


def state_by(entries: Collection[EntryState]) -> BenefitState:
    """How far a benefit with a forecast is: verified as soon as finance verified a month."""
    if EntryState.VERIFIED in entries:
        return BenefitState.VERIFIED
    return BenefitState.MEASURED if EntryState.CLAIMED in entries else BenefitState.FORECAST


@dataclass(frozen=True)
class Span:
    """Months from first to last; without a last one it runs on."""

    first: dt.date
    last: dt.date | None = None

    def shared(self, other: Span) -> Span | None:
        """The months that both have."""
        first = max(self.first, other.first)
        lasts = [day for day in (self.last, other.last) if day is not None]
        last = min(lasts) if lasts else None
        return None if last is not None and last < first else Span(first, last)

    def holds(self, month: dt.date) -> bool:
        """Whether the month is one of these."""
        return self.first <= month and (self.last is None or month <= self.last)


def first_of_month(day: dt.date) -> dt.date:
    """The first day of the day's month: by it a month is kept."""
    return day.replace(day=1)


def months_before(day: dt.date, months: int) -> dt.date:
    """The first day of the month that many months before the day's."""
    index = day.year * MONTHS_IN_YEAR + day.month - 1 - months
    return dt.date(index // MONTHS_IN_YEAR, index % MONTHS_IN_YEAR + 1, 1)


def months_between(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every month from the first to the last."""
    month = first_of_month(first)
    while month <= last:
        yield month
        month = months_before(month, -1)


def process_key(name: str) -> str:
    """Processes are the same when they are written alike but for case and spaces."""
    return " ".join(name.casefold().split())
