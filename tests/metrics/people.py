"""Generated people with job roles and levels of skills, as plain Python and as rows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

import time_machine

from tests.metrics.building import some_time
from tests.metrics.history import UNITS, moments
from training.models.skills import (
    JobRole,
    JobRoleHolder,
    MemberSkill,
    Skill,
    SkillArea,
    SkillTarget,
)

SKILLS = ("evaluation", "prompting", "python")
TARGETS = {"engineer": {"python": 4, "evaluation": 3}, "owner": {"prompting": 2}, "guest": {}}


@dataclass
class PlainPerson:
    """`stays` are the units since when, empty for none, None once they had left.

    `levels` are those of a skill since when.
    """

    stays: list[tuple[datetime, str | None]]
    jobs: list[tuple[str, datetime]]
    levels: dict[str, list[tuple[datetime, int | None]]] = field(default_factory=dict)

    def unit_at(self, at):
        """The code of the unit, empty for none; None for who is not here."""
        before = [unit for since, unit in self.stays if since <= at]
        return before[-1] if before else None

    def level_at(self, skill, at):
        before = [level for since, level in self.levels.get(skill, ()) if since <= at]
        return (before[-1] if before else 0) or 0


def make_person(rng):
    since = some_time(rng)
    later = moments(rng, rng.randint(0, 2), since)
    person = PlainPerson(
        [(at, rng.choice(("", *UNITS))) for at in (since, *later)],
        [(job, some_time(rng, since)) for job in rng.sample(list(TARGETS), rng.randint(0, 2))],
    )
    for skill in SKILLS:
        said = moments(rng, rng.randint(0, 3), since)
        person.levels[skill] = [(at, rng.choice((None, 0, 1, 2, 3, 4))) for at in said]
    return person


def make_people(seed, count=12):
    rng = random.Random(seed)  # noqa: S311 (a history, not a secret)
    return [make_person(rng) for _ in range(count)]


def store_people(people, *, make_member, units):
    """Write them as rows: levels are stated, and half of them judged by somebody."""
    area = SkillArea.objects.create(code="area", name="Area")
    skills = {code: Skill.objects.create(area=area, code=code, name=code) for code in SKILLS}
    roles = {job: JobRole.objects.create(code=job, name=job) for job in TARGETS}
    for job, wanted in TARGETS.items():
        for skill, level in wanted.items():
            SkillTarget.objects.create(job_role=roles[job], skill=skills[skill], level=level)
    for person in people:
        store_person(person, make_member, units, skills, roles)


def store_person(person, make_member, units, skills, roles):
    (since, first_unit), *moves = person.stays
    with time_machine.travel(since, tick=False):
        member = make_member(business_unit=units.get(first_unit))
    for at, unit in moves:
        member.business_unit = units.get(unit)
        with time_machine.travel(at, tick=False):
            member.save()
    for job, given_at in person.jobs:
        with time_machine.travel(given_at, tick=False):
            JobRoleHolder.objects.create(job_role=roles[job], member=member)
    for place, (code, levels) in enumerate(person.levels.items()):
        row = MemberSkill(member=member, skill=skills[code])
        for at, level in levels:
            setattr(row, "manager_level" if place % 2 else "self_level", level)
            with time_machine.travel(at, tick=False):
                row.save()
