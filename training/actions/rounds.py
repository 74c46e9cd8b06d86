"""Rounds: ask a group for its levels before and after a programme, and keep what they were."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import MembershipQuerySet
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.models import BusinessUnit
from training import declarations as told
from training.choices import RoundPhase
from training.models.courses import Track
from training.models.skills import JobRole, RoundLevel, RoundMember, SkillArea, SkillRound
from training.permissions import STEER_SKILLS
from training.queries.rounds import frozen_levels, group_of

BATCH = 5_000


@dataclass(frozen=True)
class RoundPlan:
    """Whom a round asks for what. Everybody, narrowed by unit, job role, track and baseline."""

    title: str
    phase: RoundPhase
    area: SkillArea | None = None
    track: Track | None = None
    baseline: SkillRound | None = None
    unit: BusinessUnit | None = None
    role: JobRole | None = None


@transaction.atomic
def open_round(plan: RoundPlan, *, actor: Actor) -> SkillRound:
    """Ask a group to state their levels; the group stays as it is now.

    Raises:
        InvalidInput: nobody is in the group, or a round before a programme names a baseline.
    """
    require(actor, STEER_SKILLS.code)
    _check_baseline(plan)
    people = _people(plan)
    opened = SkillRound.objects.create(
        title=plan.title,
        phase=plan.phase,
        area=plan.area,
        track=plan.track,
        baseline=plan.baseline,
        opened_at=timezone.now(),
        opened_by=actor.membership,
    )
    asked = list(people)
    RoundMember.objects.bulk_create(
        [
            RoundMember(organization_id=opened.organization_id, round=opened, member=person)
            for person in asked
        ],
        batch_size=BATCH,
    )
    notify(
        told.SKILLS_ASKED,
        asked,
        opened,
        context={"round": opened.title},
        url=org_url("training:skills"),
        key=f"round-{opened.pk}",
    )
    record(
        told.ROUND_OPENED,
        opened,
        actor=actor,
        after={"phase": opened.phase, "area": opened.area, "people": len(asked)},
    )
    return opened


@transaction.atomic
def close_round(opened: SkillRound, *, actor: Actor) -> SkillRound:
    """Keep the levels of everybody asked as they are now.

    Raises:
        InvalidTransition: it is closed.
    """
    require(actor, STEER_SKILLS.code)
    closed = SkillRound.objects.locked(opened.pk)
    if not closed.is_open:
        raise InvalidTransition(_("This round is closed."), code="round.closed")
    closed.closed_at = timezone.now()
    closed.save(update_fields=["closed_at", "updated_at"])
    levels = frozen_levels(closed)
    RoundLevel.objects.bulk_create(levels, batch_size=BATCH)
    record(told.ROUND_CLOSED, closed, actor=actor, after={"levels": len(levels)})
    return closed


def _check_baseline(plan: RoundPlan) -> None:
    if plan.baseline is not None and plan.phase != RoundPhase.AFTER:
        text = _("Only a round after the programme is compared with one before.")
        raise InvalidInput(text, errors={"baseline": [text]})


def _people(plan: RoundPlan) -> MembershipQuerySet:
    people = group_of(unit=plan.unit, role=plan.role, track=plan.track, baseline=plan.baseline)
    if not people.exists():
        raise InvalidInput(_("Nobody is in this group."))
    return people
