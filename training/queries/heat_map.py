"""People × skills: the rows of the heat map, and the same summed by unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import current_organization_id
from training.logic.skills import Tally, highest_targets, missing_levels, summed
from training.models.skills import JobRole, JobRoleHolder, MemberSkill, Skill, SkillTarget


def with_levels(people: QuerySet[Membership], skills: Sequence[Skill]) -> QuerySet[Membership]:
    """People with `levels_shown` in these skills and the ids of `roles_held`, in one query."""
    levels = MemberSkill.objects.filter(
        member=OuterRef("pk"), skill__in=[skill.pk for skill in skills]
    ).order_by()
    roles = JobRoleHolder.objects.filter(member=OuterRef("pk")).order_by()
    level = JSONObject(skill="skill", level=Coalesce("manager_level", "self_level"))
    return people.select_related("user", "business_unit").annotate(
        levels_shown=ArraySubquery(levels.values(held=level)),
        roles_held=ArraySubquery(roles.values("job_role")),
    )


@dataclass(frozen=True)
class Level:
    """A cell: the level that counts, and what the job asks."""

    level: int | None
    target: int | None = None

    @property
    def missing(self) -> int:
        return missing_levels(self.level, self.target)


@dataclass(frozen=True)
class Targets:
    """What each job role asks for in the skills shown."""

    by_role: Mapping[int, Mapping[int, int]]

    def of(self, member: Membership) -> dict[int, int]:
        """The member's targets: the highest over the job roles held."""
        held: Iterable[int] = getattr(member, "roles_held", ())
        return highest_targets(pair for role in held for pair in self.by_role.get(role, {}).items())


@dataclass(frozen=True)
class RoleTargets:
    """All job roles, and what they ask for in the skills shown."""

    roles: Sequence[JobRole]
    targets: Targets


def roles_with_targets(skills: Sequence[Skill]) -> RoleTargets:
    """The job roles by name with their targets in these skills, in one query."""
    asked = SkillTarget.objects.filter(
        job_role=OuterRef("pk"), skill__in=[skill.pk for skill in skills]
    ).order_by()
    target = JSONObject(skill="skill", level="level")
    roles = JobRole.objects.annotate(asked=ArraySubquery(asked.values(target=target)))
    by_role = {
        role.pk: {one["skill"]: one["level"] for one in getattr(role, "asked", ())}
        for role in roles
    }
    return RoleTargets(list(roles), Targets(by_role))


def cells_of(member: Membership, targets: Targets) -> dict[int, Level]:
    """A person's cells by skill id; skills without level and target are left out."""
    asked = targets.of(member)
    held: Iterable[Mapping[str, int]] = getattr(member, "levels_shown", ())
    cells = {row["skill"]: Level(row["level"], asked.get(row["skill"])) for row in held}
    for skill, target in asked.items():
        cells.setdefault(skill, Level(None, target))
    return cells


PEOPLE_AND_TARGETS = """
    WITH people AS MATERIALIZED (
        SELECT id, business_unit_id FROM accounts_membership
        WHERE organization_id = %(organization)s AND is_active
          AND (ends_on IS NULL OR ends_on >= %(today)s)
    ), wanted AS (
        SELECT holder.member_id, target.skill_id, max(target.level) AS target
        FROM training_skilltarget target
        JOIN training_jobroleholder holder ON holder.job_role_id = target.job_role_id
        WHERE target.organization_id = %(organization)s
          AND holder.organization_id = %(organization)s
          AND target.skill_id = ANY(%(skills)s)
          AND (%(role)s IS NULL OR target.job_role_id = %(role)s)
        GROUP BY holder.member_id, target.skill_id
    )
"""
SUMS = """
    SELECT people.business_unit_id, skill_id,
        count(level), coalesce(sum(level), 0),
        count(target), count(*) FILTER (WHERE coalesce(level, 0) >= target),
        coalesce(sum(greatest(target - coalesce(level, 0), 0)), 0)
"""
HELD = """
    , held AS (
        SELECT member_id, skill_id, coalesce(manager_level, self_level) AS level
        FROM training_memberskill
        WHERE organization_id = %(organization)s AND skill_id = ANY(%(skills)s)
    )
"""
OF_ALL = """
    FROM held FULL JOIN wanted USING (member_id, skill_id)
    JOIN people ON people.id = member_id
    GROUP BY people.business_unit_id, skill_id
"""
# Those whom a job role asks. Each level is looked up (OFFSET 0 keeps it so): of all levels that
# there are, targets ask for a few.
OF_THOSE_ASKED = """
    FROM wanted JOIN people ON people.id = wanted.member_id
    LEFT JOIN LATERAL (
        SELECT coalesce(manager_level, self_level) AS level FROM training_memberskill held
        WHERE held.organization_id = %(organization)s
          AND held.member_id = wanted.member_id AND held.skill_id = wanted.skill_id
        OFFSET 0
    ) held ON true
    GROUP BY people.business_unit_id, skill_id
"""
# Everybody who has a level or a target; or only those with a target.
EVERYBODY = PEOPLE_AND_TARGETS + HELD + SUMS + OF_ALL
THOSE_ASKED = PEOPLE_AND_TARGETS + SUMS + OF_THOSE_ASKED


def tallies(
    skills: Sequence[Skill],
    *,
    role: JobRole | None = None,
    asked_only: bool = False,
    today: dt.date | None = None,
) -> dict[tuple[int | None, int], Tally]:
    """(unit id or None, skill id) → what its own people can do, without units below. One query.

    With a job role only its holders count, and only in the skills that it asks for;
    `asked_only` leaves out who has a level but no target.
    """
    parameters: dict[str, Any] = {
        "organization": current_organization_id(),
        "today": today or today_here(),
        "skills": [skill.pk for skill in skills],
        "role": None if role is None else role.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute(THOSE_ASKED if asked_only or role else EVERYBODY, parameters)
        return {(unit, skill): Tally(*numbers) for unit, skill, *numbers in cursor.fetchall()}


def below_target(people: QuerySet[Membership], skill: Skill) -> QuerySet[Membership]:
    """Those whose job asks for more of a skill than they have."""
    held = MemberSkill.objects.filter(member=OuterRef("member"), skill=skill).values(
        counts=Coalesce("manager_level", "self_level")
    )
    asked = JobRoleHolder.objects.filter(
        member=OuterRef("pk"),
        job_role__targets__skill=skill,
        job_role__targets__level__gt=Coalesce(Subquery(held), 0),
    )
    return people.filter(Exists(asked))


def skill_gaps(
    skills: Sequence[Skill], *, role: JobRole | None = None, units: set[int] | None = None
) -> dict[int, Tally]:
    """What is missing of each skill, over the units given or everybody. One query."""
    found: dict[int, list[Tally]] = {}
    for (unit, skill), tally in tallies(skills, role=role, asked_only=True).items():
        if units is None or unit in units:
            found.setdefault(skill, []).append(tally)
    return {skill: summed(parts) for skill, parts in found.items()}
