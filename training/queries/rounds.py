"""Whom a round asks, what it found, and how a group changed between two rounds."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Avg, Count, Q, QuerySet
from django.db.models.functions import Coalesce

from coe_portal.accounts.models import Membership, MembershipQuerySet
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import current_organization_id
from coe_portal.tenancy.units import units_below
from training.choices import EnrollmentStatus
from training.logic.skills import Change
from training.models.courses import Track
from training.models.enrollments import Enrollment
from training.models.skills import JobRole, MemberSkill, RoundLevel, Skill, SkillRound


def group_of(
    *,
    unit: BusinessUnit | None = None,
    role: JobRole | None = None,
    track: Track | None = None,
    baseline: SkillRound | None = None,
) -> MembershipQuerySet:
    """Current members, narrowed by whatever is given."""
    people = Membership.objects.current().with_user()
    if unit is not None:
        people = people.filter(business_unit__in=units_below(unit))
    if role is not None:
        people = people.filter(job_roles__job_role=role)
    if track is not None:
        learners = Enrollment.objects.filter(course__places__track=track)
        people = people.filter(
            pk__in=learners.exclude(status=EnrollmentStatus.WITHDRAWN).values("member")
        )
    if baseline is not None:
        people = people.filter(pk__in=baseline.members.values("member"))
    return people


def rounds() -> QuerySet[SkillRound]:
    """All rounds with how many people they ask, the newest first."""
    return SkillRound.objects.select_related("area", "track", "baseline").annotate(
        people=Count("members")
    )


def open_rounds_of(member: Membership) -> QuerySet[SkillRound]:
    """The open rounds that ask this member."""
    return SkillRound.objects.filter(members__member=member, closed_at__isnull=True).select_related(
        "area"
    )


def asked_skills(asked: SkillRound) -> QuerySet[Skill]:
    """The skills that a round asks for."""
    skills: QuerySet[Skill] = Skill.objects.active()
    return skills if asked.area_id is None else skills.filter(area=asked.area_id)


def answered(asked: SkillRound) -> int:
    """How many of the group have stated something since the round opened."""
    return (
        asked.members.filter(
            Q(member__skills__self_at__gte=asked.opened_at),
            member__skills__skill__in=asked_skills(asked),
        )
        .values("member")
        .distinct()
        .count()
    )


def frozen_levels(closing: SkillRound) -> list[RoundLevel]:
    """The levels of the group as they are now, ready to be stored."""
    held = (
        MemberSkill.objects.filter(
            member__in=closing.members.values("member"), skill__in=asked_skills(closing)
        )
        .annotate(counts=Coalesce("manager_level", "self_level"))
        .filter(counts__isnull=False)
    )
    return [
        RoundLevel(
            organization_id=closing.organization_id,
            round=closing,
            member_id=member,
            skill_id=skill,
            level=level,
        )
        for member, skill, level in held.values_list("member", "skill", "counts").iterator()
    ]


CHANGES = """
    SELECT skill_id, count(*), avg(earlier.level)::float, avg(later.level)::float,
        count(*) FILTER (WHERE later.level > earlier.level),
        count(*) FILTER (WHERE later.level < earlier.level)
    FROM training_roundlevel earlier
    JOIN training_roundlevel later USING (organization_id, member_id, skill_id)
    WHERE organization_id = %s AND earlier.round_id = %s AND later.round_id = %s
    GROUP BY skill_id
    ORDER BY avg(later.level) - avg(earlier.level) DESC, skill_id
"""


@dataclass(frozen=True)
class SkillChange:
    """A change with the skill that changed."""

    skill: Skill
    change: Change


def changes_between(before: SkillRound, after: SkillRound) -> list[SkillChange]:
    """How each skill moved for those with a level in both rounds, the largest rise first."""
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [current_organization_id(), before.pk, after.pk])
        found = [Change(*row) for row in cursor.fetchall()]
    skills = Skill.objects.select_related("area").in_bulk([change.skill for change in found])
    return [SkillChange(skills[change.skill], change) for change in found]


@dataclass(frozen=True)
class RoundAverage:
    """A skill in one round."""

    skill: Skill
    people: int
    average: float


def levels_of_round(closed: SkillRound) -> list[RoundAverage]:
    """The mean level of each skill when the round was closed."""
    rows = (
        RoundLevel.objects.filter(round=closed)
        .order_by()
        .values("skill")
        .annotate(people=Count("pk"), average=Avg("level"))
    )
    skills = Skill.objects.select_related("area").in_bulk([row["skill"] for row in rows])
    found = [RoundAverage(skills[row["skill"]], row["people"], row["average"]) for row in rows]
    return sorted(found, key=lambda one: (one.skill.area.position, one.skill.name))
