"""Conditions of an approval: evidence is checked by somebody else, a missed date suspends."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.collaboration.models import Attachment
from coe_portal.errors import InvalidInput, InvalidTransition
from governance.choices import ConditionState
from governance.declarations import reviews as told
from governance.messages.reviews import report_condition
from governance.models.decisions import Condition
from governance.permissions.reviews import CHECK_EVIDENCE, OFFER_EVIDENCE
from governance.queries.approvals import lapsed_conditions
from governance.queries.involvement import coe_staff, people_of
from intake.actions.lifecycle import move_stage
from intake.choices import Stage
from intake.logic.stages import can_move
from intake.models.use_cases import UseCase


@transaction.atomic
def offer_evidence(
    condition: Condition, note: str, *, actor: Actor, attachment: Attachment | None = None
) -> Condition:
    """Say how the condition is met; it counts once somebody else has checked it.

    A lapsed condition can still be made good, and its suspension then ends.
    """
    condition = _locked(condition)
    require(actor, OFFER_EVIDENCE.code, condition)
    if condition.state == ConditionState.MET:
        raise InvalidTransition(_("This condition is met already."))
    if not note.strip():
        raise InvalidInput(
            _("Say how the condition is met."), errors={"note": [_("Describe the evidence.")]}
        )
    condition.evidence_note = note.strip()
    condition.evidence = attachment
    condition.offered_by = actor.membership
    condition.offered_at = timezone.now()
    _move(condition, ConditionState.OFFERED)
    record(
        told.EVIDENCE_OFFERED,
        condition,
        actor=actor,
        after={"evidence": condition.evidence_note, "file": attachment and attachment.sha256},
        root=condition.use_case,
    )
    report_condition(told.EVIDENCE_TO_CHECK, condition, coe_staff())
    return condition


@transaction.atomic
def confirm_condition(condition: Condition, *, actor: Actor) -> Condition:
    """Accept the evidence; the last lapsed condition of a suspended case lets it go on."""
    condition = _locked(condition)
    require(actor, CHECK_EVIDENCE.code, condition)
    _check_offered(condition)
    condition.settled_at = timezone.now()
    condition.settled_by = actor.label
    _move(condition, ConditionState.MET)
    record(
        told.CONDITION_MET,
        condition,
        actor=actor,
        after={"evidence": condition.evidence_note},
        root=condition.use_case,
    )
    _lift_suspension(condition, actor)
    return condition


@transaction.atomic
def return_evidence(condition: Condition, reason: str, *, actor: Actor) -> Condition:
    """Send the evidence back: the condition is open again, with its old date."""
    condition = _locked(condition)
    require(actor, CHECK_EVIDENCE.code, condition)
    _check_offered(condition)
    if not reason.strip():
        raise InvalidInput(
            _("Say what is missing."), errors={"reason": [_("Say what is missing.")]}
        )
    _move(condition, ConditionState.OPEN)
    record(told.EVIDENCE_RETURNED, condition, actor=actor, reason=reason, root=condition.use_case)
    report_condition(
        told.EVIDENCE_SENT_BACK,
        condition,
        [condition.owner, condition.offered_by],
        reason=reason,
    )
    return condition


@transaction.atomic
def lapse_condition(condition: Condition, *, actor: Actor) -> Condition:
    """Suspend the case of a condition that was not met in time. Does nothing a second time."""
    condition = _locked(condition)
    is_overdue = condition.due_on < timezone.localdate()
    if condition.state != ConditionState.OPEN or not is_overdue:
        return condition
    condition.settled_at = timezone.now()
    _move(condition, ConditionState.LAPSED)
    record(
        told.CONDITION_LAPSED,
        condition,
        actor=actor,
        before={"state": ConditionState.OPEN},
        after={"state": ConditionState.LAPSED, "due": condition.due_on},
        root=condition.use_case,
    )
    if can_move(Stage(condition.use_case.stage), Stage.SUSPENDED):
        move_stage(
            condition.use_case,
            to=Stage.SUSPENDED,
            actor=actor,
            reason=_("Condition %(condition)s lapsed") % {"condition": condition.reference},
        )
    report_condition(told.CASE_SUSPENDED, condition, people_of(condition.use_case))
    return condition


def _locked(condition: Condition) -> Condition:
    use_case = UseCase.objects.locked(condition.use_case_id)
    locked = Condition.objects.select_related("decision", "owner__user").locked(condition.pk)
    locked.use_case = use_case
    return locked


def _check_offered(condition: Condition) -> None:
    if condition.state != ConditionState.OFFERED:
        raise InvalidTransition(_("No evidence waits for a check here."))


def _move(condition: Condition, state: ConditionState) -> None:
    condition.state = state
    condition.save(
        update_fields=[
            "state",
            "evidence_note",
            "evidence",
            "offered_by",
            "offered_at",
            "settled_at",
            "settled_by",
            "updated_at",
        ]
    )


def _lift_suspension(condition: Condition, actor: Actor) -> None:
    use_case = condition.use_case
    if use_case.stage != Stage.SUSPENDED or lapsed_conditions(use_case):
        return
    suspended = use_case.stage_changes.filter(to_stage=Stage.SUSPENDED).last()
    if suspended is not None and can_move(Stage.SUSPENDED, Stage(suspended.from_stage)):
        move_stage(
            use_case,
            to=Stage(suspended.from_stage),
            actor=actor,
            reason=_("Condition %(condition)s is met") % {"condition": condition.reference},
        )
