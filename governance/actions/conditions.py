"""Conditions of an approval: evidence is checked by somebody else, a missed date suspends."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.collaboration.actions import attach_file
from coe_portal.collaboration.models import Attachment
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from governance.actions.suspension import make_good, suspend
from governance.choices import ConditionState
from governance.declarations import reviews as told
from governance.messages.reviews import report_condition, report_lapse
from governance.models.decisions import Condition
from governance.permissions.reviews import CHECK_EVIDENCE, OFFER_EVIDENCE
from governance.queries.involvement import coe_staff, people_of
from intake.logic.stages import CLOSED
from intake.models.use_cases import UseCase


@transaction.atomic
def offer_evidence(
    condition: Condition, note: str, *, actor: Actor, attachment: Attachment | None = None
) -> Condition:
    """Say how the condition is met; it counts once somebody else has checked it.

    A condition whose day is past lapses first, whether or not the clock has come round. It can
    still be made good, and its suspension then ends. A file that was offered before stays unless
    there is another.
    """
    condition = _locked(condition)
    require(actor, OFFER_EVIDENCE.code, condition)
    if condition.state == ConditionState.MET:
        raise InvalidTransition(_("This condition is met already."))
    if not note.strip():
        raise InvalidInput(
            _("Say how the condition is met."), errors={"note": [_("Describe the evidence.")]}
        )
    if _is_missed(condition):
        _lapse(condition, Actor.system("condition-check"))
    condition.evidence_note = note.strip()
    condition.evidence = attachment or condition.evidence
    condition.offered_by = actor.membership
    condition.offered_at = timezone.now()
    _move(condition, ConditionState.OFFERED)
    file = condition.evidence
    record(
        told.EVIDENCE_OFFERED,
        condition,
        actor=actor,
        after={"evidence": condition.evidence_note, "file": file and file.sha256},
        root=condition.use_case,
    )
    report_condition(told.EVIDENCE_TO_CHECK, condition, coe_staff())
    return condition


@dataclass(frozen=True)
class OfferedEvidence:
    """How the condition is met, with a file that shows it."""

    note: str
    file: File[bytes] | None = None


@transaction.atomic
def offer_with_file(condition: Condition, offered: OfferedEvidence, *, actor: Actor) -> Condition:
    """Keep the file with the use case and offer it as evidence."""
    condition = _locked(condition)
    require(actor, OFFER_EVIDENCE.code, condition)
    attachment = None
    if offered.file is not None:
        attachment = attach_file(
            condition.use_case,
            offered.file,
            actor=actor,
            part=condition.reference,
            description=condition.text[:255],
        )
    return offer_evidence(condition, offered.note, attachment=attachment, actor=actor)


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
    reason = _("Condition %(condition)s is met") % {"condition": condition.reference}
    goes_on = make_good(condition.use_case, condition, reason, actor=actor)
    people = [*people_of(condition.use_case), condition.owner, condition.offered_by]
    report_condition(told.CASE_GOES_ON if goes_on else told.EVIDENCE_ACCEPTED, condition, people)
    return condition


@transaction.atomic
def return_evidence(condition: Condition, reason: str, *, actor: Actor) -> Condition:
    """Send the evidence back: the condition is open again with its old date, or lapsed past it."""
    condition = _locked(condition)
    require(actor, CHECK_EVIDENCE.code, condition)
    _check_offered(condition)
    if not reason.strip():
        raise InvalidInput(
            _("Say what is missing."), errors={"reason": [_("Say what is missing.")]}
        )
    has_lapsed = condition.suspensions.running().exists()
    _move(condition, ConditionState.LAPSED if has_lapsed else ConditionState.OPEN)
    record(told.EVIDENCE_RETURNED, condition, actor=actor, reason=reason, root=condition.use_case)
    report_condition(
        told.EVIDENCE_SENT_BACK,
        condition,
        [condition.owner, condition.offered_by],
        reason=reason,
    )
    if _is_missed(condition):
        _lapse(condition, Actor.system("condition-check"))
    return condition


@transaction.atomic
def lapse_condition(condition: Condition, *, actor: Actor) -> Condition:
    """Suspend the case of a condition that was not met in time. Does nothing a second time."""
    condition = _locked(condition)
    if _is_missed(condition):
        _lapse(condition, actor)
    return condition


def _is_missed(condition: Condition) -> bool:
    is_late = condition.state == ConditionState.OPEN and condition.due_on < today_here()
    return is_late and condition.use_case.stage not in CLOSED


def _lapse(condition: Condition, actor: Actor) -> None:
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
    reason = _("Condition %(condition)s lapsed") % {"condition": condition.reference}
    suspension = suspend(condition.use_case, condition, reason, actor=actor)
    report_lapse(condition, is_moved=suspension.move is not None)


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
