"""Levels against targets: gaps, sums over people and units, and change between two rounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

TOP_LEVEL = 4


@dataclass(frozen=True)
class Gap:
    """A skill that is asked for and not reached."""

    skill: int
    level: int | None
    target: int

    @property
    def missing(self) -> int:
        return missing_levels(self.level, self.target)


def level_that_counts(own: int | None, manager: int | None) -> int | None:
    """The manager's level where there is one, else one's own."""
    return own if manager is None else manager


def missing_levels(level: int | None, target: int | None) -> int:
    """Levels below the target; a level that nobody stated is none."""
    return max(0, (target or 0) - (level or 0))


def highest_targets(targets: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The target of each skill over several job roles: the highest counts."""
    highest: dict[int, int] = {}
    for skill, level in targets:
        highest[skill] = max(level, highest.get(skill, 0))
    return highest


def gaps(levels: Mapping[int, int | None], targets: Mapping[int, int]) -> list[Gap]:
    """What is missing, the largest gap first."""
    found = [Gap(skill, levels.get(skill), target) for skill, target in targets.items()]
    short = [gap for gap in found if gap.missing]
    return sorted(short, key=lambda gap: (-gap.missing, -gap.target, gap.skill))


@dataclass(frozen=True)
class Tally:
    """What a group can do in a skill.

    `stated` people have a level, together `levels`; of `wanted` people with a target `reached`
    have it, and the others miss `missing` levels together.
    """

    stated: int = 0
    levels: int = 0
    wanted: int = 0
    reached: int = 0
    missing: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.stated + other.stated,
            self.levels + other.levels,
            self.wanted + other.wanted,
            self.reached + other.reached,
            self.missing + other.missing,
        )

    @property
    def average(self) -> float | None:
        """The mean level of those who have one."""
        return self.levels / self.stated if self.stated else None

    @property
    def share(self) -> float | None:
        """How many of those with a target reached it, 0 to 1."""
        return self.reached / self.wanted if self.wanted else None

    @property
    def short(self) -> int:
        """People below their target."""
        return self.wanted - self.reached

    @property
    def gap(self) -> float | None:
        """Levels that are missing for each person with a target."""
        return self.missing / self.wanted if self.wanted else None


def tally(people: Iterable[tuple[int | None, int | None]]) -> Tally:
    """The tally of (level, target) pairs: what the database sums for many."""
    total = Tally()
    for level, target in people:
        lacking = missing_levels(level, target)
        total += Tally(
            stated=int(level is not None),
            levels=level or 0,
            wanted=int(target is not None),
            reached=int(target is not None and not lacking),
            missing=lacking,
        )
    return total


def summed(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    return sum(tallies, Tally())


@dataclass(frozen=True)
class Change:
    """How a skill moved for those who were in both rounds."""

    skill: int
    people: int
    before: float
    after: float
    risen: int
    fallen: int

    @property
    def difference(self) -> float:
        return self.after - self.before


Levels = Mapping[tuple[int, int], int]


def changes(before: Levels, after: Levels) -> list[Change]:
    """The change of each skill, the largest rise first.

    Levels are by (member, skill). Only pairs of both rounds count: somebody who joined later would
    look like a change.
    """
    pairs: dict[int, list[tuple[int, int]]] = {}
    for (member, skill), level in before.items():
        if (member, skill) in after:
            pairs.setdefault(skill, []).append((level, after[member, skill]))
    found = [_change(skill, levels) for skill, levels in pairs.items()]
    return sorted(found, key=lambda change: (-change.difference, change.skill))


def _change(skill: int, pairs: list[tuple[int, int]]) -> Change:
    count = len(pairs)
    return Change(
        skill=skill,
        people=count,
        before=sum(first for first, _second in pairs) / count,
        after=sum(second for _first, second in pairs) / count,
        risen=sum(second > first for first, second in pairs),
        fallen=sum(second < first for first, second in pairs),
    )
