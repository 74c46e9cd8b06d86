"""Waive a control for a time: asked with reason and measures, accepted by somebody entitled."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.actions.coverage import recount
from governance.choices import WaiverState
from governance.declarations import waivers as told
from governance.logic.waivers import may_become
from governance.messages.waivers import acceptors_of, everyone_of, report_waiver
from governance.models.waivers import Waiver
from governance.permissions.waivers import (
    DECIDE_WAIVER,
    REQUEST_WAIVER,
    SETTLE_WAIVER,
    WITHDRAW_WAIVER,
)
from governance.queries.rules import tier_terms
from governance.queries.waivers import ControlChoice, waivable_controls
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class WaiverTerms:
    """Which control, why, what stands in for it, and until when."""

    control: str
    reason: str
    measures: str
    expires_on: dt.date


@dataclass(frozen=True)
class Acceptance:
    """Why the risk can be lived with, and until when."""

    note: str
    expires_on: dt.date


@transaction.atomic
def request_waiver(use_case: UseCase, terms: WaiverTerms, *, actor: Actor) -> Waiver:
    """Ask to go without a control for a time; until somebody grants it, its gate is closed.

    Raises:
        NotAllowed: the actor has no part in the case.
        InvalidInput: the case does not need this control, or a waiver of it runs; no reason, no
            measures, or a day that the tier does not allow.
    """
    use_case = UseCase.objects.select_related("current_assessment").locked(use_case.pk)
    require(actor, REQUEST_WAIVER.code, use_case)
    member = actor.membership
    assert member is not None  # noqa: S101  (only members may ask)
    control = _control(use_case, terms.control)
    tier = use_case.tier
    _check_words(reason=terms.reason, measures=terms.measures)
    _check_day(terms.expires_on, tier)
    waiver: Waiver = Waiver.objects.create(
        number=next_number(Waiver.PREFIX),
        use_case=use_case,
        control=control.code,
        title=control.title[:300],
        gate=control.gate,
        tier=tier,
        reason=terms.reason.strip(),
        measures=terms.measures.strip(),
        requested_by=member,
        requested_at=timezone.now(),
        expires_on=terms.expires_on,
    )
    report_waiver(told.WAIVER_TO_DECIDE, waiver, acceptors_of(waiver), reason=waiver.reason)
    record(
        told.WAIVER_REQUESTED,
        waiver,
        actor=actor,
        after={
            "control": waiver.control,
            "gate": waiver.gate,
            "expires_on": waiver.expires_on,
            "measures": waiver.measures,
        },
        reason=waiver.reason,
        root=use_case,
    )
    return waiver


@transaction.atomic
def grant_waiver(waiver: Waiver, acceptance: Acceptance, *, actor: Actor) -> Waiver:
    """Accept the risk until a day, which may be sooner than what was asked for.

    Raises:
        NotAllowed: it is the actor's own request or case, or the tier names other roles.
        InvalidTransition: it is decided already.
        InvalidInput: no reason, or a day that the tier does not allow.
    """
    waiver = _locked(waiver)
    require(actor, DECIDE_WAIVER.code, waiver)
    _check_words(note=acceptance.note)
    _check_day(acceptance.expires_on, waiver.use_case.tier)
    waiver.expires_on = acceptance.expires_on
    return _decide(waiver, WaiverState.GRANTED, acceptance.note, told.WAIVER_GRANTED, actor)


@transaction.atomic
def refuse_waiver(waiver: Waiver, note: str, *, actor: Actor) -> Waiver:
    """Do not accept the risk: the gate stays closed until the control is in place."""
    waiver = _locked(waiver)
    require(actor, DECIDE_WAIVER.code, waiver)
    _check_words(note=note)
    return _decide(waiver, WaiverState.REFUSED, note, told.WAIVER_REFUSED, actor)


def _decide(
    waiver: Waiver, state: WaiverState, note: str, action: AuditAction, actor: Actor
) -> Waiver:
    waiver.decided_by, waiver.decided_at = actor.membership, timezone.now()
    waiver.decision_note = note.strip()
    _move(waiver, state)
    people = [waiver.requested_by, waiver.use_case.owner]
    report_waiver(told.WAIVER_ANSWERED, waiver, people, reason=waiver.decision_note)
    _record(action, waiver, WaiverState.REQUESTED, actor, waiver.decision_note)
    return waiver


@transaction.atomic
def withdraw_waiver(waiver: Waiver, note: str, *, actor: Actor) -> Waiver:
    """Take back a request that nobody has decided."""
    waiver = _locked(waiver)
    require(actor, WITHDRAW_WAIVER.code, waiver)
    return _end(waiver, WaiverState.WITHDRAWN, note, told.WAIVER_WITHDRAWN, actor)


@transaction.atomic
def revoke_waiver(waiver: Waiver, note: str, *, actor: Actor) -> Waiver:
    """No longer accept the risk: the gate is closed from now on, and everyone is told."""
    waiver = _locked(waiver)
    require(actor, DECIDE_WAIVER.code, waiver)
    _check_words(note=note)
    waiver = _end(waiver, WaiverState.REVOKED, note, told.WAIVER_REVOKED, actor)
    report_waiver(told.WAIVER_OVER, waiver, everyone_of(waiver), reason=note.strip())
    return waiver


@transaction.atomic
def settle_waiver(waiver: Waiver, note: str, *, actor: Actor) -> Waiver:
    """See that the control is in place: nothing needs to be waived any more."""
    waiver = _locked(waiver)
    require(actor, SETTLE_WAIVER.code, waiver)
    _check_words(note=note)
    waiver = _end(waiver, WaiverState.SETTLED, note, told.WAIVER_SETTLED, actor)
    people = [waiver.requested_by, waiver.use_case.owner]
    report_waiver(told.WAIVER_ANSWERED, waiver, people, reason=note.strip())
    return waiver


@transaction.atomic
def expire_waiver(waiver: Waiver, *, actor: Actor) -> bool:
    """End a waiver whose last day is past; whether it did. Does nothing a second time."""
    waiver = _locked(waiver)
    if waiver.state != WaiverState.GRANTED or waiver.expires_on >= today_here():
        return False
    _end(waiver, WaiverState.EXPIRED, "", told.WAIVER_EXPIRED, actor)
    report_waiver(told.WAIVER_OVER, waiver, everyone_of(waiver))
    return True


def _end(
    waiver: Waiver, state: WaiverState, note: str, action: AuditAction, actor: Actor
) -> Waiver:
    before = WaiverState(waiver.state)
    waiver.ended_at, waiver.ended_by = timezone.now(), actor.label[:255]
    waiver.end_note = note.strip()
    _move(waiver, state)
    _record(action, waiver, before, actor, waiver.end_note)
    return waiver


def _locked(waiver: Waiver) -> Waiver:
    """The case first, as everywhere, then the waiver."""
    use_case = UseCase.objects.locked(waiver.use_case_id)
    locked: Waiver = Waiver.objects.select_related("requested_by__user", "decided_by__user").locked(
        waiver.pk
    )
    locked.use_case = use_case
    return locked


def _move(waiver: Waiver, state: WaiverState) -> None:
    if not may_become(WaiverState(waiver.state), state):
        raise InvalidTransition(
            _("This waiver is %(state)s.") % {"state": waiver.get_state_display().lower()},
            code="waiver.not_now",
        )
    changes_coverage = WaiverState.GRANTED in {waiver.state, state}
    waiver.state = state
    waiver.save(
        update_fields=[
            "state",
            "expires_on",
            "decided_by",
            "decided_at",
            "decision_note",
            "ended_at",
            "ended_by",
            "end_note",
            "updated_at",
        ]
    )
    if changes_coverage:
        recount([waiver.use_case_id])


def _record(
    action: AuditAction, waiver: Waiver, before: WaiverState, actor: Actor, reason: str
) -> None:
    record(
        action,
        waiver,
        actor=actor,
        before={"state": before},
        after={
            "state": waiver.state,
            "control": waiver.control,
            "expires_on": waiver.expires_on,
        },
        reason=reason,
        root=waiver.use_case,
    )


def _control(use_case: UseCase, code: str) -> ControlChoice:
    for control in waivable_controls(use_case):
        if control.code == code:
            return control
    message = _("Choose a control that this use case needs and that no waiver covers.")
    raise InvalidInput(message, errors={"control": [message]})


def _check_words(**texts: str) -> None:
    empty = {name: [_("Say it in a sentence.")] for name, text in texts.items() if not text.strip()}
    if empty:
        raise InvalidInput(_("Something is missing."), errors=empty)


def _check_day(day: dt.date, tier: str) -> None:
    today, most = today_here(), tier_terms(tier).waiver_days
    if not today < day <= today + dt.timedelta(days=most):
        message = _("Choose a day within %(days)d days from now.") % {"days": most}
        raise InvalidInput(message, errors={"expires_on": [message]})
