"""The gap of skills by hand."""

from __future__ import annotations

from tests.metrics.plain.facts import Row


def skill_gap(world, as_of):
    at = as_of.at
    rows = []
    for person in world.people:
        unit = person.unit_at(at)
        for job, given_at in person.jobs:
            targets = world.targets[job]
            if unit is not None and given_at <= at and targets:
                missing = sum(levels_missing(person, targets, at))
                rows.append(Row(unit, missing, len(targets), unit=unit or None))
    return rows


def levels_missing(person, targets, at):
    return [max(0, wanted - person.level_at(skill, at)) for skill, wanted in targets.items()]


NUMBERS = {"skill_gap": skill_gap}
