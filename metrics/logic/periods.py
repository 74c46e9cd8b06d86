"""Fiscal quarters and how two numbers compare. A fiscal year bears the year in which it ends."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

CODE = re.compile(r"(?P<year>[12]\d{3})-Q(?P<number>[1-4])", re.ASCII)
MONTHS_IN_YEAR = 12
MONTHS_IN_QUARTER = 3
QUARTERS_IN_YEAR = 4
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, order=True)
class Quarter:
    """One quarter of a fiscal year that begins on the first day of `first_month` (1-12)."""

    year: int
    number: int
    first_month: int = 1

    @property
    def code(self) -> str:
        """How addresses and snapshots name it: 2026-Q3."""
        return f"{self.year}-Q{self.number}"

    @property
    def short_name(self) -> str:
        """How charts name it: Q3 26."""
        return f"Q{self.number} {self.year % 100:02d}"

    @property
    def starts_on(self) -> date:
        """The first day."""
        months = self._first_month_index()
        return date(months // MONTHS_IN_YEAR, months % MONTHS_IN_YEAR + 1, 1)

    @property
    def ends_on(self) -> date:
        """The last day."""
        months = self._first_month_index() + MONTHS_IN_QUARTER - 1
        year, month = months // MONTHS_IN_YEAR, months % MONTHS_IN_YEAR + 1
        return date(year, month, monthrange(year, month)[1])

    def starts_at(self, zone: tzinfo) -> datetime:
        """Midnight of the first day in `zone`."""
        return datetime.combine(self.starts_on, time.min, zone)

    def ends_at(self, zone: tzinfo) -> datetime:
        """Midnight after the last day in `zone`: the first moment that is not in the quarter."""
        return datetime.combine(self.ends_on + timedelta(days=1), time.min, zone)

    def shifted(self, quarters: int) -> Quarter:
        """The quarter that many later (or earlier, when negative)."""
        index = self.year * QUARTERS_IN_YEAR + self.number - 1 + quarters
        year, offset = divmod(index, QUARTERS_IN_YEAR)
        return Quarter(year, offset + 1, self.first_month)

    def back(self, count: int) -> tuple[Quarter, ...]:
        """`count` quarters in order of time, this one last."""
        return tuple(self.shifted(-step) for step in reversed(range(count)))

    def _first_month_index(self) -> int:
        """Months since year 0 until the first month."""
        begins_in = self.year - (1 if self.first_month > 1 else 0)
        return (
            begins_in * MONTHS_IN_YEAR
            + self.first_month
            - 1
            + ((self.number - 1) * MONTHS_IN_QUARTER)
        )


def quarter_of(day: date, first_month: int = 1) -> Quarter:
    """The fiscal quarter that holds `day`."""
    months = (day.month - first_month) % MONTHS_IN_YEAR
    ends_next_year = first_month > 1 and day.month >= first_month
    year = day.year + (1 if ends_next_year else 0)
    return Quarter(year, months // MONTHS_IN_QUARTER + 1, first_month)


def parse_quarter(code: str, first_month: int = 1) -> Quarter | None:
    """Read "2026-Q3"; None when it is not the name of a quarter."""
    match = CODE.fullmatch(code)
    if match is None:
        return None
    return Quarter(int(match["year"]), int(match["number"]), first_month)


def last_moment(quarter: Quarter, zone: tzinfo, now: datetime) -> datetime:
    """The last moment of the quarter, or now while it runs."""
    return min(now, quarter.ends_at(zone) - INSTANT)


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The last moment of the day in `zone`."""
    return datetime.combine(day + timedelta(days=1), time.min, zone) - INSTANT


@dataclass(frozen=True)
class Change:
    """How a number moved from one period to the next."""

    difference: float
    percent: float | None

    @property
    def direction(self) -> int:
        """1 up, -1 down, 0 the same."""
        return (self.difference > 0) - (self.difference < 0)


def change(value: float | None, before: float | None) -> Change | None:
    """The change from `before` to `value`; None unless both are known.

    There is no percentage of nothing: `percent` is None when `before` is zero.
    """
    if value is None or before is None:
        return None
    difference = value - before
    return Change(difference, difference / before * 100 if before else None)
