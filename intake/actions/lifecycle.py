"""Moving a use case: the only writer of UseCase.stage."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, RuleViolation
from coe_portal.events.bus import publish
from coe_portal.gates.registry import unmet
from coe_portal.notifications.dispatch import notify
from intake import declarations
from intake.choices import Stage
from intake.events import StageChanged
from intake.logic.stages import RESTING, asked_between, can_move, may_resume
from intake.models.use_cases import StageChange, UseCase


@transaction.atomic
def request_move(use_case: UseCase, *, to: Stage, actor: Actor, reason: str) -> UseCase:
    """A person moves a case by hand: staff anywhere the table allows, its people only out of it.

    Raises:
        NotAllowed, and what `move_stage` raises.
    """
    require(actor, "intake.withdraw" if to == Stage.WITHDRAWN else "intake.move", use_case)
    if not reason.strip():
        raise RuleViolation(_("Say why, for those who read this later."))
    return move_stage(use_case, to=to, actor=actor, reason=reason)


@transaction.atomic
def move_stage(
    use_case: UseCase, *, to: Stage, actor: Actor, reason: str, is_told: bool = False
) -> UseCase:
    """Move a use case by the table and through the gate on the way; asks for no permission.

    Called by decisions of governance and by `request_move`. The row is locked, a StageChange
    written, the move recorded, StageChanged published, and the owner told, unless the caller says
    it better (`is_told`).

    Raises:
        InvalidTransition: the table has no such way, or the case would come back from rest
            further up than it left.
        RuleViolation: the gate asks for something missing; context `unmet` lists it.
    """
    use_case = UseCase.objects.locked(use_case.pk)
    current, to = Stage(use_case.stage), Stage(to)
    _check_way(use_case, current, to)
    _check_gate(use_case, current, to)
    now = timezone.now()
    use_case.stage = to
    use_case.stage_changed_at = now
    use_case.save(update_fields=["stage", "stage_changed_at", "updated_at"])
    StageChange.objects.create(
        use_case=use_case,
        from_stage=current,
        to_stage=to,
        reason=reason.strip(),
        actor_label=actor.label[:255],
        changed_at=now,
    )
    if not is_told:
        _tell_people(use_case, to, reason, actor)
    record(
        declarations.USE_CASE_MOVED,
        use_case,
        actor=actor,
        before={"stage": current},
        after={"stage": to},
        reason=reason.strip(),
    )
    publish(StageChanged(use_case.pk, current.value, to.value))
    return use_case


def _check_way(use_case: UseCase, current: Stage, to: Stage) -> None:
    allowed = can_move(current, to)
    if allowed and current in RESTING:
        allowed = may_resume(stage_before_rest(use_case), to)
    if not allowed:
        raise InvalidTransition(
            _("%(reference)s cannot go from %(current)s to %(to)s.")
            % {"reference": use_case.reference, "current": current.label, "to": to.label}
        )


def _check_gate(use_case: UseCase, current: Stage, to: Stage) -> None:
    gate = asked_between(current, to)
    missing = unmet(gate, use_case) if gate else []
    if missing:
        raise RuleViolation(
            _("%(reference)s is not ready: %(missing)s")
            % {
                "reference": use_case.reference,
                "missing": " ".join(str(item.message) for item in missing),
            },
            code="intake.gate_closed",
            unmet=missing,
        )


def stage_before_rest(use_case: UseCase) -> Stage:
    """Where a case on hold or suspended stood on the ladder; intake when it never moved."""
    steps = StageChange.objects.filter(use_case=use_case).order_by("-changed_at", "-pk")
    for from_stage in steps.values_list("from_stage", flat=True):
        if from_stage not in RESTING:
            return Stage(from_stage)
    return Stage.INTAKE


def _tell_people(use_case: UseCase, to: Stage, reason: str, actor: Actor) -> None:
    people = {use_case.owner_id, use_case.registered_by_id} - {actor.membership_id}
    wanted = [pk for pk in people if pk is not None]
    notify(
        declarations.STAGE_MOVED,
        Membership.objects.current().filter(pk__in=wanted) if wanted else (),
        use_case,
        context={
            "reference": use_case.reference,
            "title": use_case.title,
            "stage": to.label,
            "reason": reason.strip(),
        },
        url=use_case.get_absolute_url(),
    )
