"""Pure: how long a review that is asked for now will wait, simulated from what happened.

Working days of the past are drawn by chance: how many reviews came, and how many were finished on a
day on which there was work. Whoever comes now waits until as many have been finished as stand
before it. One more reviewer finishes more in proportion: with four instead of three, a third more.
The seed makes a forecast the same whenever it is asked.
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil

RUNS = 200
HORIZON = 120
# Whoever would wait longer is said to wait this long or more.
LONGEST = 250
STEP = 10
ALMOST = 1e-6


@dataclass(frozen=True)
class QueueHistory:
    """Reviews of a path that came and ended on each working day, and how the queue stands now."""

    arrivals: tuple[int, ...]
    endings: tuple[int, ...]
    waiting: int
    reviewers: int


@dataclass(frozen=True)
class Waits:
    """Working days to wait for whoever comes on this day: in half, and in four of five cases."""

    day: int
    half: float
    most: float


def forecast(history: QueueHistory, *, extra_reviewers: int = 0, seed: int = 1) -> list[Waits]:
    """The waits for those who come today, and every ten working days after; none without endings.

    Nothing is guessed: where no review was ever finished there is no forecast.
    """
    if not any(history.endings):
        return []
    speed = (history.reviewers + extra_reviewers) / max(1, history.reviewers)
    chance = random.Random(seed)  # noqa: S311  (a simulation, not a secret)
    days = range(0, HORIZON + 1, STEP)
    waits: dict[int, list[int]] = {day: [] for day in days}
    for _run in range(RUNS):
        for day, wait in _one_run(history, speed, chance):
            waits[day].append(wait)
    return [Waits(day, quantile(waits[day], 0.5), quantile(waits[day], 0.8)) for day in days]


def _one_run(history: QueueHistory, speed: float, chance: random.Random) -> list[tuple[int, int]]:
    """One course of events: the wait of somebody who comes on each tenth day."""
    length = HORIZON + LONGEST
    came = chance.choices(history.arrivals, k=HORIZON)
    ended = [count * speed for count in chance.choices(history.endings, k=length)]
    finished = list(accumulate(ended, initial=0.0))
    queue, waits = float(history.waiting), []
    for day in range(HORIZON + 1):
        if day % STEP == 0:
            waits.append((day, _wait(finished, day, queue + 1)))
        if day < HORIZON:
            queue = max(0.0, queue + came[day] - ended[day])
    return waits


def _wait(finished: Sequence[float], day: int, place: float) -> int:
    """Days until as many are finished as stand before and at this place."""
    # Sums of thirds are not exact.
    goal = finished[day] + place - ALMOST
    return min(LONGEST, bisect_left(finished, goal, lo=day + 1) - day)


def quantile(values: Sequence[int], share: float) -> float:
    """The value that this share of all does not exceed."""
    ordered = sorted(values)
    return float(ordered[max(0, ceil(share * len(ordered)) - 1)])
