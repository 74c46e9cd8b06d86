"""Pure: what moved for better or worse, most first, as a reader of a report wants to know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import inf

from metrics.choices import Direction
from metrics.logic.periods import Change


@dataclass(frozen=True)
class Movement:
    """A KPI, how far it went, and whether that is good; None where neither way is better."""

    code: str
    change: Change
    is_better: bool | None

    @property
    def size(self) -> float:
        """How far in parts of what it was; from nothing is farther than anything."""
        return inf if self.change.percent is None else abs(self.change.percent)


def is_better(change: Change | None, direction: Direction) -> bool | None:
    """Whether a change went the better way; None without a change or a better way."""
    if change is None or not change.direction or direction == Direction.NEITHER:
        return None
    return (change.direction > 0) == (direction == Direction.UP)


def largest(movements: Iterable[Movement], *, better: bool, count: int) -> tuple[Movement, ...]:
    """The `count` largest movements of one kind; ties by code."""
    wanted = [one for one in movements if one.is_better is better]
    return tuple(sorted(wanted, key=lambda one: (-one.size, one.code))[:count])
