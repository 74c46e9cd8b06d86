"""What a member can do, what their job asks, and which courses close the gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import Prefetch

from coe_portal.accounts.models import Membership
from training.logic.skills import highest_targets, level_that_counts, missing_levels
from training.models.courses import Course
from training.models.skills import (
    CourseSkill,
    JobRole,
    JobRoleHolder,
    MemberSkill,
    Skill,
    SkillArea,
    SkillTarget,
)


@dataclass(frozen=True)
class ClosingCourse:
    """A course that raises a skill to a level."""

    course: Course
    level: int


@dataclass(frozen=True)
class SkillLine:
    """A skill of a member: what they say, what the manager says, what their job asks."""

    skill: Skill
    own: int | None
    manager: int | None
    target: int | None
    courses: tuple[ClosingCourse, ...] = ()

    @property
    def level(self) -> int | None:
        return level_that_counts(self.own, self.manager)

    @property
    def missing(self) -> int:
        return missing_levels(self.level, self.target)


@dataclass(frozen=True)
class AreaLines:
    """The skills of an area."""

    area: SkillArea
    lines: list[SkillLine]

    @property
    def stated(self) -> int:
        return sum(line.level is not None for line in self.lines)


@dataclass(frozen=True)
class MemberSkills:
    """The page of a member's skills."""

    member: Membership
    areas: list[AreaLines]
    roles: list[JobRole] = field(default_factory=list)

    @property
    def lines(self) -> list[SkillLine]:
        return [line for area in self.areas for line in area.lines]

    @property
    def gaps(self) -> list[SkillLine]:
        """What is missing for the job, the largest gap first."""
        short = [line for line in self.lines if line.missing]
        return sorted(short, key=lambda line: (-line.missing, line.skill.name))

    @property
    def targets(self) -> int:
        return sum(line.target is not None for line in self.lines)

    @property
    def reached(self) -> int:
        return self.targets - len(self.gaps)


def skills_in_use() -> list[Skill]:
    """The skills that are asked for, by area."""
    return list(Skill.objects.active().select_related("area"))


def skills_of(member: Membership) -> MemberSkills:
    """Every skill in use with the member's levels, targets and courses: five queries."""
    skills = skills_in_use()
    held = {row.skill_id: row for row in MemberSkill.objects.filter(member=member)}
    roles = [row.job_role for row in _held_roles(member)]
    targets = targets_of(role.pk for role in roles)
    short = [
        skill.pk
        for skill in skills
        if missing_levels(_level(held.get(skill.pk)), targets.get(skill.pk))
    ]
    courses = closing_courses(short)
    lines = [_line(skill, held.get(skill.pk), targets, courses) for skill in skills]
    return MemberSkills(
        member,
        [
            AreaLines(area, list(of_area))
            for area, of_area in groupby(lines, key=lambda line: line.skill.area)
        ],
        roles,
    )


def skill_line(member: Membership, skill: Skill) -> SkillLine:
    """One line of that page, as it is after a change."""
    row = MemberSkill.objects.filter(member=member, skill=skill).first()
    targets = targets_of(holder.job_role_id for holder in _held_roles(member))
    return _line(skill, row, targets, closing_courses([skill.pk]))


def _held_roles(member: Membership) -> Iterable[JobRoleHolder]:
    return JobRoleHolder.objects.filter(member=member).select_related("job_role")


def targets_of(roles: Iterable[int]) -> dict[int, int]:
    """The highest level that these job roles ask for, by skill id. One query."""
    rows = SkillTarget.objects.filter(job_role__in=[*roles])
    return highest_targets(rows.values_list("skill", "level"))


def closing_courses(skills: Iterable[int]) -> dict[int, list[ClosingCourse]]:
    """Courses that one can enrol in, by the skill that they raise. One query."""
    rows = CourseSkill.objects.filter(
        skill__in=[*skills], course__in=Course.objects.offered()
    ).select_related("course")
    found: dict[int, list[ClosingCourse]] = {}
    for row in rows.order_by("level", "course__title", "pk"):
        found.setdefault(row.skill_id, []).append(ClosingCourse(row.course, row.level))
    return found


def _level(row: MemberSkill | None) -> int | None:
    return None if row is None else row.level


def _line(
    skill: Skill,
    row: MemberSkill | None,
    targets: Mapping[int, int],
    courses: Mapping[int, list[ClosingCourse]],
) -> SkillLine:
    level, target = _level(row), targets.get(skill.pk)
    helpful = courses.get(skill.pk, []) if missing_levels(level, target) else []
    return SkillLine(
        skill,
        own=row.self_level if row else None,
        manager=row.manager_level if row else None,
        target=target,
        courses=tuple(one for one in helpful if one.level > (level or 0)),
    )


def catalogue() -> list[SkillArea]:
    """Areas with all their skills, retired ones last. Two queries."""
    skills = Skill.objects.order_by("-is_active", "name", "pk")
    return list(SkillArea.objects.prefetch_related(Prefetch("skills", skills)))
