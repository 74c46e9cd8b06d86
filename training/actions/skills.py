"""What people can do: members state it, their managers judge it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import NotAllowed, RuleViolation
from training import declarations as told
from training.models.skills import MemberSkill, Skill
from training.permissions import JUDGE_SKILLS, STATE_SKILLS


@transaction.atomic
def state_level(skill: Skill, level: int | None, *, actor: Actor) -> MemberSkill:
    """Say how well one does something; None takes it back.

    Raises:
        NotAllowed: the actor is no member who may.
        RuleViolation: nobody asks for the skill any more.
    """
    require(actor, STATE_SKILLS.code)
    if actor.membership is None:
        raise NotAllowed(_("Only a member has skills of their own."), permission=STATE_SKILLS.code)
    row = _locked_row(actor.membership, skill)
    before = row.self_level
    row.self_level, row.self_at = level, timezone.now()
    row.save(update_fields=["self_level", "self_at", "updated_at"])
    if before != level:
        record(
            told.SKILL_STATED, row, actor=actor, before={"level": before}, after={"level": level}
        )
    return row


@transaction.atomic
def judge_level(
    member: Membership, skill: Skill, level: int | None, *, actor: Actor
) -> MemberSkill:
    """Say how well a report does something, which counts more than their own word; None withdraws.

    Raises:
        NotAllowed: the actor is neither the manager nor staff, or judges themselves.
        RuleViolation: nobody asks for the skill any more.
    """
    require(actor, JUDGE_SKILLS.code, member)
    row = _locked_row(member, skill)
    before = row.manager_level
    row.manager_level, row.manager_at, row.manager = level, timezone.now(), actor.membership
    row.save(update_fields=["manager_level", "manager_at", "manager", "updated_at"])
    if before != level:
        record(
            told.SKILL_JUDGED, row, actor=actor, before={"level": before}, after={"level": level}
        )
    return row


def _locked_row(member: Membership, skill: Skill) -> MemberSkill:
    if not Skill.objects.active().filter(pk=skill.pk).exists():
        raise RuleViolation(_("This skill is not in use any more."), code="skill.retired")
    row, _made = MemberSkill.objects.get_or_create(member=member, skill=skill)
    row = MemberSkill.objects.locked(row.pk)
    row.member, row.skill = member, skill
    return row
