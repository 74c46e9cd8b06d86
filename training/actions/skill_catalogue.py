"""The skills that an organization asks for, and what each job role asks of its holders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, RuleViolation
from training import catalogs, declarations as told
from training.actions.starters import teach_skills
from training.models.skills import JobRole, JobRoleHolder, Skill, SkillArea, SkillTarget
from training.permissions import STEER_SKILLS

RowT = TypeVar("RowT", SkillArea, Skill, JobRole)
MOST_SKILLS = 300
MOST_ROLES = 200


@dataclass(frozen=True)
class SkillFacts:
    """What a skill is called and means."""

    name: str
    area: SkillArea
    description: str = ""


@dataclass(frozen=True)
class Named:
    """A name, for what has nothing else."""

    name: str


@transaction.atomic
def install_standard_set(*, actor: Actor) -> int:
    """Take over the areas, skills and job roles that come with the portal; how many skills.

    What the organization has already, by code, is left as it is.
    """
    require(actor, STEER_SKILLS.code)
    document = catalogs.load("skills")
    made = _install_skills(document["areas"])
    roles = _install_roles(document["job_roles"])
    teach_skills()
    entries = [Entry(told.SKILL_ADDED, skill, after={"name": skill.name}) for skill in made]
    entries += [Entry(told.JOB_ROLE_ADDED, role, after={"name": role.name}) for role in roles]
    if entries:
        record_all(entries, actor=actor)
    return len(made)


def _install_skills(areas: Sequence[Mapping[str, Any]]) -> list[Skill]:
    known = {area.code: area for area in SkillArea.objects.all()}
    codes = set(Skill.objects.values_list("code", flat=True))
    made = []
    for position, given in enumerate(areas):
        area = known.get(given["code"]) or SkillArea.objects.create(
            code=given["code"], name=given["name"], position=position
        )
        fresh = [skill for skill in given["skills"] if skill["code"] not in codes]
        made += [Skill.objects.create(area=area, **skill) for skill in fresh]
    return made


def _install_roles(roles: Sequence[Mapping[str, Any]]) -> list[JobRole]:
    codes = set(JobRole.objects.values_list("code", flat=True))
    skills = {skill.code: skill for skill in Skill.objects.all()}
    made = []
    for given in roles:
        if given["code"] in codes:
            continue
        role = JobRole.objects.create(code=given["code"], name=given["name"])
        for code, level in given["targets"].items():
            SkillTarget.objects.create(job_role=role, skill=skills[code], level=level)
        made.append(role)
    return made


@transaction.atomic
def add_area(facts: Named, *, actor: Actor) -> SkillArea:
    """A new field of skills, after the others."""
    require(actor, STEER_SKILLS.code)
    last = SkillArea.objects.aggregate(last=Max("position"))["last"] or 0
    area = _create(SkillArea, facts.name, position=last + 1)
    record(told.SKILL_AREA_ADDED, area, actor=actor, after={"name": area.name})
    return area


@transaction.atomic
def rename_area(area: SkillArea, facts: Named, *, actor: Actor) -> SkillArea:
    """Call an area something else; its code stays."""
    require(actor, STEER_SKILLS.code)
    area = SkillArea.objects.locked(area.pk)
    before, area.name = area.name, facts.name
    area.save(update_fields=["name", "updated_at"])
    record(
        told.SKILL_AREA_RENAMED,
        area,
        actor=actor,
        before={"name": before},
        after={"name": area.name},
    )
    return area


@transaction.atomic
def add_skill(facts: SkillFacts, *, actor: Actor) -> Skill:
    """A new skill.

    Raises:
        InvalidInput: the name is taken.
        RuleViolation: there are too many to ask of anybody.
    """
    require(actor, STEER_SKILLS.code)
    if Skill.objects.active().count() >= MOST_SKILLS:
        raise RuleViolation(
            _("At most %(most)d skills are in use at a time.") % {"most": MOST_SKILLS},
            code="skill.too_many",
        )
    skill = _create(Skill, facts.name, area=facts.area, description=facts.description)
    record(told.SKILL_ADDED, skill, actor=actor, after={"name": skill.name, "area": skill.area})
    return skill


@transaction.atomic
def change_skill(skill: Skill, facts: SkillFacts, *, actor: Actor) -> Skill:
    """Rename a skill, say better what it means, or move it to another area."""
    require(actor, STEER_SKILLS.code)
    skill = Skill.objects.locked(skill.pk)
    before = {"name": skill.name, "description": skill.description, "area": skill.area}
    skill.name, skill.description, skill.area = facts.name, facts.description, facts.area
    skill.save(update_fields=["name", "description", "area", "updated_at"])
    after = {"name": skill.name, "description": skill.description, "area": skill.area}
    record(told.SKILL_CHANGED, skill, actor=actor, before=before, after=after)
    return skill


def retire_skill(skill: Skill, *, actor: Actor) -> Skill:
    """Ask for a skill no more; the levels that people had are kept."""
    return _use(skill, used=False, action=told.SKILL_RETIRED, actor=actor)


def restore_skill(skill: Skill, *, actor: Actor) -> Skill:
    """Ask for a retired skill again."""
    return _use(skill, used=True, action=told.SKILL_RESTORED, actor=actor)


@transaction.atomic
def _use(skill: Skill, *, used: bool, action: Any, actor: Actor) -> Skill:
    require(actor, STEER_SKILLS.code)
    skill = Skill.objects.locked(skill.pk)
    if skill.is_active != used:
        skill.is_active = used
        skill.save(update_fields=["is_active", "updated_at"])
        record(action, skill, actor=actor, after={"in_use": used})
    return skill


@transaction.atomic
def add_job_role(facts: Named, *, actor: Actor) -> JobRole:
    """A new job role, without targets yet."""
    require(actor, STEER_SKILLS.code)
    if JobRole.objects.count() >= MOST_ROLES:
        raise RuleViolation(
            _("There are at most %(most)d job roles.") % {"most": MOST_ROLES},
            code="job_role.too_many",
        )
    role = _create(JobRole, facts.name)
    record(told.JOB_ROLE_ADDED, role, actor=actor, after={"name": role.name})
    return role


@dataclass(frozen=True)
class RoleTargets:
    """The name of a job role and the level it asks for by skill id; skills left out have none."""

    name: str
    targets: Mapping[int, int]


@transaction.atomic
def change_job_role(role: JobRole, wanted: RoleTargets, *, actor: Actor) -> JobRole:
    """Rename a job role and set what it asks for.

    Raises:
        InvalidInput: a skill does not exist.
    """
    require(actor, STEER_SKILLS.code)
    role = JobRole.objects.locked(role.pk)
    skills = Skill.objects.in_bulk([*wanted.targets])
    if len(skills) < len(wanted.targets):
        raise InvalidInput(_("One of these skills does not exist."))
    before = _targets(role)
    role.name = wanted.name
    role.save(update_fields=["name", "updated_at"])
    _set_targets(role, wanted.targets)
    after = {skills[pk].code: level for pk, level in wanted.targets.items()}
    record(
        told.JOB_ROLE_CHANGED,
        role,
        actor=actor,
        before={"targets": before},
        after={"name": role.name, "targets": after},
    )
    return role


def _targets(role: JobRole) -> dict[str, int]:
    return dict(role.targets.values_list("skill__code", "level"))


def _set_targets(role: JobRole, targets: Mapping[int, int]) -> None:
    known = {target.skill_id: target for target in role.targets.all()}
    role.targets.exclude(skill__in=[*targets]).delete()
    for skill_id, level in targets.items():
        target = known.get(skill_id) or SkillTarget(job_role=role, skill_id=skill_id)
        if target.level != level:
            target.level = level
            target.save()


@transaction.atomic
def give_job_role(role: JobRole, member: Membership, *, actor: Actor) -> JobRoleHolder:
    """A member has this job role from now on; having it already is fine."""
    require(actor, STEER_SKILLS.code)
    holder, is_new = JobRoleHolder.objects.get_or_create(job_role=role, member=member)
    if is_new:
        record(told.JOB_ROLE_GIVEN, role, actor=actor, after={"member": member})
    return holder


@transaction.atomic
def take_job_role(holder: JobRoleHolder, *, actor: Actor) -> JobRole:
    """A member has this job role no longer."""
    require(actor, STEER_SKILLS.code)
    holder = JobRoleHolder.objects.locked(holder.pk)
    role, member = holder.job_role, holder.member
    holder.delete()
    record(told.JOB_ROLE_TAKEN, role, actor=actor, before={"member": member})
    return role


def _create(model: type[RowT], name: str, **fields: Any) -> RowT:
    """A row with a code made of its name; InvalidInput when there is one like it."""
    try:
        with transaction.atomic():
            row: RowT = model.objects.create(code=slugify(name)[:60] or "-", name=name, **fields)
            return row
    except IntegrityError as error:
        text = _("There is one of this name already.")
        raise InvalidInput(text, errors={"name": [text]}) from error
