"""Pure: what answers to the statements of a dimension come to.

A stage is reached when three quarters of its statements hold, counting what holds partly as half,
and every stage before it is reached. The score is the number of stages reached, and how much of
the next one holds: 2.4 is scale, and 40 % of the way through optimise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from metrics.choices import Dimension, Holds, MaturityStage

REACHED = 0.75
LADDER = tuple(MaturityStage)
POINTS: Mapping[str, float] = {Holds.YES: 1.0, Holds.PARTLY: 0.5, Holds.NO: 0.0}


@dataclass(frozen=True)
class Place:
    """Where a statement belongs."""

    code: str
    dimension: Dimension
    stage: MaturityStage


@dataclass(frozen=True)
class Standing:
    """Where a dimension stands: `stage` is the last one reached, None before the first."""

    dimension: Dimension
    stage: MaturityStage | None
    score: float
    answered: int
    statements: int


def standing_of(
    dimension: Dimension, places: Sequence[Place], answers: Mapping[str, str]
) -> Standing:
    """Read the answers {code: holds} to a dimension's statements; none counts as no."""
    own = [place for place in places if place.dimension == dimension]
    reached: MaturityStage | None = None
    score = 0.0
    for stage in LADDER:
        share = fmean(POINTS[answers.get(p.code, Holds.NO)] for p in own if p.stage == stage)
        if share < REACHED:
            score += share
            break
        reached, score = stage, score + 1
    answered = sum(place.code in answers for place in own)
    return Standing(dimension, reached, round(score, 2), answered, len(own))


def path_to(
    target: MaturityStage, dimension: Dimension, places: Sequence[Place], answers: Mapping[str, str]
) -> list[Place]:
    """What does not hold in full yet, of the stages up to the target, in the order to go."""
    wanted = LADDER[: LADDER.index(target) + 1]
    lacking = [
        place
        for place in places
        if place.dimension == dimension
        and place.stage in wanted
        and answers.get(place.code) != Holds.YES
    ]
    return sorted(lacking, key=lambda place: LADDER.index(place.stage))
