"""When things happen in the demo: working hours, counted back from now."""

from __future__ import annotations

import datetime as dt
from random import Random
from zoneinfo import ZoneInfo

SATURDAY = 5
FIRST_HOUR, LAST_HOUR = 8, 17
REST_DAYS = 7


class Calendar:
    """Moments in the working hours of one organization; the same ones for the same seed."""

    def __init__(self, now: dt.datetime, zone: ZoneInfo, seed: str) -> None:
        self.now = now
        self._zone = zone
        self._random = Random(seed)  # noqa: S311  (a story, not a secret)

    def days_ago(self, days: int) -> dt.datetime:
        """Some minute of the working day so many days ago, or of the next working day."""
        return self._working(self.now.astimezone(self._zone) - dt.timedelta(days=days))

    def after(self, moment: dt.datetime, days: float) -> dt.datetime:
        """So many days later, in working hours, and always later."""
        later = self._working(moment.astimezone(self._zone) + dt.timedelta(days=days))
        return max(later, moment + dt.timedelta(minutes=self._random.randint(3, 40)))

    def spread(self, least: float, most: float) -> float:
        """A number of days between two."""
        return self._random.uniform(least, most)

    def _working(self, moment: dt.datetime) -> dt.datetime:
        if moment.weekday() >= SATURDAY:
            moment += dt.timedelta(days=REST_DAYS - moment.weekday())
        return moment.replace(
            hour=self._random.randint(FIRST_HOUR, LAST_HOUR - 1),
            minute=self._random.randint(0, 59),
            second=self._random.randint(0, 59),
            microsecond=0,
        )
