"""Pure: which requirements were in force at a moment, and which certificate counted for one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

FAR = dt.datetime.max.replace(tzinfo=dt.UTC)


class State(StrEnum):
    """How somebody stood: trained, lapsed but within the days of grace, or not trained."""

    CURRENT = "current"
    GRACE = "grace"
    MISSING = "missing"


@dataclass(frozen=True)
class Rule:
    """A course was required from a day on; said at `set_at`, taken back at `dropped_at`."""

    course: str
    grace_days: int
    starts_on: dt.date
    set_at: dt.datetime
    dropped_at: dt.datetime | None = None

    def holds(self, at: dt.datetime, zone: dt.tzinfo) -> bool:
        """Whether it was in force at the moment."""
        stood = self.set_at <= at and (self.dropped_at is None or self.dropped_at > at)
        return stood and self.starts_on <= at.astimezone(zone).date()


@dataclass(frozen=True)
class Held:
    """The dates of a certificate."""

    issued_at: dt.datetime
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None

    def counts(self, at: dt.datetime, grace_days: int) -> bool:
        """Whether it was issued, not revoked, and lapsed no longer than so many days ago."""
        is_there = self.issued_at <= at and (self.revoked_at is None or self.revoked_at > at)
        return is_there and self.lapses_at > at - dt.timedelta(days=grace_days)

    @property
    def lapses_at(self) -> dt.datetime:
        return FAR if self.expires_at is None else self.expires_at


def rules_at(rules: Iterable[Rule], at: dt.datetime, zone: dt.tzinfo) -> list[Rule]:
    """Those in force at the moment, by the organization's calendar."""
    return [rule for rule in rules if rule.holds(at, zone)]


def standing_at(held: Sequence[Held], at: dt.datetime, grace_days: int) -> tuple[State, int | None]:
    """How somebody with these certificates stood, and the place of the one that counted longest."""
    counting = [place for place, one in enumerate(held) if one.counts(at, grace_days)]
    if not counting:
        return State.MISSING, None
    best = max(counting, key=lambda place: (held[place].lapses_at, place))
    return (State.CURRENT if held[best].lapses_at > at else State.GRACE), best
