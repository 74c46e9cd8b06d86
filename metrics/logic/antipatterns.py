"""Pure: how far signals have gone, and what they say together about a pattern.

A signal has two thresholds. Its strength is 0 at its best, a third where one should watch, two
thirds where the pattern is present, and 1 as far beyond again. A pattern is as strong as its known
signals on average; below the majority of them, nothing is said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from metrics.choices import PatternLevel

WATCHED, SEEN = 1 / 3, 2 / 3
# When the radar of every organization is read.
NIGHTLY_AT = dt.time(3, 10, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Thresholds:
    """From where to watch, and from where the pattern is present.

    More is worse when `present` lies above `watch`, and less is worse when it lies below.
    """

    watch: float
    present: float

    @property
    def more_is_worse(self) -> bool:
        return self.present > self.watch

    def reaches(self, value: float, limit: float) -> bool:
        """Whether a value is as bad as the limit, or worse."""
        return value >= limit if self.more_is_worse else value <= limit

    def strength(self, value: float) -> float:
        """0 at its best to 1 at its worst, straight between the thresholds."""
        gap = abs(self.present - self.watch)
        beyond = (value - self.watch) * (1 if self.more_is_worse else -1)
        if beyond >= 0:
            return min(1.0, WATCHED + beyond / gap * (SEEN - WATCHED))
        room = self.watch if self.more_is_worse else gap
        return max(0.0, WATCHED * (1 + beyond / room)) if room else 0.0


def level_of(strength: float | None) -> PatternLevel:
    """The word for a strength."""
    if strength is None:
        return PatternLevel.UNKNOWN
    # The thresholds themselves count; sums of thirds are not exact.
    reached = round(strength, 6)
    if reached >= round(SEEN, 6):
        return PatternLevel.PRESENT
    return PatternLevel.WATCH if reached >= round(WATCHED, 6) else PatternLevel.CLEAR


def pattern_strength(signals: Sequence[float | None]) -> float | None:
    """The mean of the known strengths; None when most of them are unknown."""
    known = [strength for strength in signals if strength is not None]
    return fmean(known) if known and 2 * len(known) >= len(signals) else None


def next_reading(now: dt.datetime) -> dt.datetime:
    """When the radar is read the next time by itself."""
    today = dt.datetime.combine(now.astimezone(NIGHTLY_AT.tzinfo).date(), NIGHTLY_AT)
    return today if today > now else today + dt.timedelta(days=1)
