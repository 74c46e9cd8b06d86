"""What should be told and when: a schedule so simple that it is right by looking at it.

Each matter is a row of steps in time. Whenever beat strikes, the latest step that has come since
the strike before is told; what a settled matter would have said is not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("America/Los_Angeles")
DAY = dt.timedelta(days=1)
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Told:
    """`whom` heard `what` about the subject; or it was done to the subject, if `whom` is None."""

    at: dt.datetime
    what: str
    whom: int | None
    subject: tuple[str, int]

    def __str__(self) -> str:
        return f"{self.at:%m-%d} {self.what} to {self.whom} of {self.subject}"


@dataclass(frozen=True)
class Matter:
    """`moments` in time order; `what` names what is said when it is said at that moment."""

    subject: tuple[str, int]
    moments: Sequence[dt.datetime]
    what: str | Callable[[dt.datetime], str]
    whom: Sequence[int | None] = field(default=(None,))
    until: dt.datetime | None = None

    def told_at(self, before: dt.datetime, now: dt.datetime) -> list[Told]:
        """What a strike at `now` says, when the one before was at `before`."""
        is_over = self.until is not None and self.until <= now
        if is_over or not any(before < moment <= now for moment in self.moments):
            return []
        what = self.what if isinstance(self.what, str) else self.what(now)
        return [Told(now, what, person, self.subject) for person in dict.fromkeys(self.whom)]


def expected(matters: Iterable[Matter], strikes: Sequence[dt.datetime]) -> Counter[Told]:
    """Everything that is told by these strikes, and how often."""
    return Counter(
        told
        for matter in matters
        for before, now in pairwise([LONG_AGO, *strikes])
        for told in matter.told_at(before, now)
    )


def morning(day: dt.date) -> dt.datetime:
    """The first moment of a day where the organization is."""
    return dt.datetime.combine(day, dt.time.min, ZONE)


def days_from(due: dt.date, *days: int) -> list[dt.datetime]:
    """The mornings so many days from a date: -7 is a week before it."""
    return [morning(due + number * DAY) for number in sorted(days)]


def changing(due: dt.date, on_time: str, late: str) -> Callable[[dt.datetime], str]:
    """One name up to the end of a date, another after it."""
    return lambda now: on_time if now < morning(due + DAY) else late
