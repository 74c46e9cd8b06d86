"""How many of how many: shares of people, and the days at which they are compared."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass

MONTHS = 12
QUARTER = 3


@dataclass(frozen=True)
class Coverage:
    """`covered` of `people`."""

    people: int = 0
    covered: int = 0

    def __add__(self, other: Coverage) -> Coverage:
        return Coverage(self.people + other.people, self.covered + other.covered)

    @property
    def missing(self) -> int:
        return self.people - self.covered

    @property
    def share(self) -> float | None:
        """0 to 1; None where there is nobody."""
        return self.covered / self.people if self.people else None

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down: 99.9 % is not everybody."""
        return self.covered * 100 // self.people if self.people else None


def quarter_ends(before: dt.date, count: int, first_month: int = 1) -> list[dt.date]:
    """The last days of the `count` fiscal quarters that ended before a day, oldest first."""
    ends: list[dt.date] = []
    year, month = before.year, before.month
    while len(ends) < count:
        year, month = (year, month - 1) if month > 1 else (year - 1, MONTHS)
        if (month + 1 - first_month) % QUARTER == 0:
            ends.append(dt.date(year, month, monthrange(year, month)[1]))
    return ends[::-1]
