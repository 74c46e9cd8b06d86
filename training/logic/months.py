"""A month as weeks of seven days, and what takes place on each of them."""

from __future__ import annotations

import datetime as dt
import re
from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from dateutil.relativedelta import relativedelta

Entry = TypeVar("Entry")
WRITTEN: Final = re.compile(r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """A month of a year; weeks begin on Monday."""

    year: int
    number: int

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.number, 1)

    @property
    def previous(self) -> Month:
        return month_of(self.first_day - relativedelta(months=1))

    @property
    def next(self) -> Month:
        return month_of(self.first_day + relativedelta(months=1))

    @property
    def weeks(self) -> list[list[dt.date]]:
        """All days of the weeks that the month touches."""
        return Calendar().monthdatescalendar(self.year, self.number)

    def __contains__(self, day: dt.date) -> bool:
        return (day.year, day.month) == (self.year, self.number)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


def month_of(day: dt.date) -> Month:
    """The month that a day lies in."""
    return Month(day.year, day.month)


def read_month(text: str) -> Month | None:
    """`2026-11`, or None for anything else."""
    written = WRITTEN.fullmatch(text)
    return written and Month(int(written["year"]), int(written["month"]))


@dataclass(frozen=True)
class Span(Generic[Entry]):
    """Something that takes place from one moment to another, in the reader's time zone."""

    entry: Entry
    starts_at: dt.datetime
    ends_at: dt.datetime

    def touches(self, day: dt.date) -> bool:
        """Whether it takes place on the day; what ends at midnight is over on the next one."""
        last = max(self.starts_at, self.ends_at - dt.timedelta(microseconds=1))
        return self.starts_at.date() <= day <= last.date()


def by_day(
    spans: Sequence[Span[Entry]], days: Iterable[dt.date]
) -> Mapping[dt.date, Sequence[Entry]]:
    """For each of the days what takes place on it, in the order given."""
    return {day: [span.entry for span in spans if span.touches(day)] for day in days}
