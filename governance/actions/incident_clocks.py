"""Legal deadlines of an incident: start, pause where the law allows it, end, remind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from governance.actions.incident_timeline import add_entry, locked_open
from governance.choices import ClockState, EntryKind
from governance.declarations import incidents as told
from governance.logic.regulatory import ClockError, step_to_say, steps_due
from governance.messages.incidents import moment, tell_deadline
from governance.models.incidents import (
    AT_WORK,
    AuthorityNotice,
    ClockPause,
    Incident,
    IncidentClock,
)
from governance.permissions.incidents import HANDLE, case_of_incident
from governance.queries.clock_rules import catalog_date, clock_rules


@dataclass(frozen=True)
class Starting:
    """A deadline of the catalogue, and since when it runs: awareness, as its law words it."""

    code: str
    started_at: dt.datetime


@dataclass(frozen=True)
class Notice:
    """That an authority was told; it meets the deadline named, if one is."""

    authority: str
    notified_at: dt.datetime
    reference_number: str = ""
    note: str = ""
    clock: IncidentClock | None = None


@transaction.atomic
def start_clock(incident: Incident, starting: Starting, *, actor: Actor) -> IncidentClock:
    """Let a deadline run, with its law as the catalogue tells it today.

    Raises:
        InvalidInput: no such deadline, or it would start in the future.
        RuleViolation: it runs already.
    """
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    rule = clock_rules().get(starting.code)
    if rule is None:
        _refuse("code", _("There is no such deadline."))
    if starting.started_at > timezone.now():
        _refuse("started_at", _("This moment is still to come."))
    if incident.clocks.filter(code=rule.code, state__in=AT_WORK).exists():
        raise RuleViolation(_("This deadline runs already."), code="incident.clock_runs")
    clock: IncidentClock = IncidentClock.objects.create(
        incident=incident,
        code=rule.code,
        law=rule.law,
        title=rule.title,
        basis=rule.basis,
        pause_basis=rule.pause_basis,
        pause_rule=rule.pause_rule,
        catalog_date=catalog_date(),
        length=rule.length,
        started_at=starting.started_at,
        due_at=starting.started_at + rule.length,
    )
    _tell(clock, _("started, ends on %(due)s") % {"due": moment(clock.due_at)}, actor)
    record(
        told.CLOCK_STARTED,
        clock,
        actor=actor,
        after={"basis": clock.basis, "started": clock.started_at, "due": clock.due_at},
        root=case_of_incident(incident),
    )
    return clock


@transaction.atomic
def pause_clock(clock: IncidentClock, reason: str, *, actor: Actor) -> IncidentClock:
    """Let a deadline stand still, where its law knows a ground for it.

    Raises:
        RuleViolation: the law allows no pause, or the deadline is over.
    """
    clock = _locked(clock, actor)
    if not reason.strip():
        _refuse("reason", _("Say which ground of the law there is."))
    now = timezone.now()
    try:
        clock.clock.pause(now)
    except ClockError as refused:
        raise RuleViolation(_why_not(str(refused), clock), code="incident.no_pause") from refused
    ClockPause.objects.create(clock=clock, started_at=now, reason=reason.strip())
    clock.state = ClockState.PAUSED
    clock.save(update_fields=["state", "updated_at"])
    _tell(clock, _("paused: %(reason)s") % {"reason": reason.strip()}, actor)
    record(
        told.CLOCK_PAUSED,
        clock,
        actor=actor,
        after={"basis": clock.pause_basis},
        reason=reason.strip(),
        root=case_of_incident(clock.incident),
    )
    return clock


@transaction.atomic
def resume_clock(clock: IncidentClock, *, actor: Actor) -> IncidentClock:
    """Let a deadline run again; it ends later by as long as it stood still."""
    clock = _locked(clock, actor)
    if clock.state != ClockState.PAUSED:
        raise InvalidTransition(_("This deadline is not paused."), code="incident.clock_runs")
    now = timezone.now()
    before = clock.due_at
    _end_pause(clock, now)
    clock.due_at = clock.clock.due_at(now)
    clock.state = ClockState.RUNNING
    clock.save(update_fields=["state", "due_at", "updated_at"])
    _tell(clock, _("runs again, ends on %(due)s") % {"due": moment(clock.due_at)}, actor)
    record(
        told.CLOCK_RESUMED,
        clock,
        actor=actor,
        before={"due": before},
        after={"due": clock.due_at},
        root=case_of_incident(clock.incident),
    )
    return clock


@transaction.atomic
def drop_clock(clock: IncidentClock, reason: str, *, actor: Actor) -> IncidentClock:
    """Say why a deadline does not apply after all."""
    clock = _locked(clock, actor)
    if not reason.strip():
        _refuse("text", _("Say why it does not apply."))
    return _end(clock, ClockState.DROPPED, reason.strip(), timezone.now(), actor)


@transaction.atomic
def record_notice(incident: Incident, notice: Notice, *, actor: Actor) -> AuthorityNotice:
    """Keep that an authority was told, when and under which reference; its deadline is met.

    Raises:
        InvalidInput: it is said to have been told in the future.
    """
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    if notice.notified_at > timezone.now():
        _refuse("notified_at", _("This moment is still to come."))
    kept = AuthorityNotice.objects.create(
        incident=incident,
        clock=notice.clock,
        authority=notice.authority.strip(),
        reference_number=notice.reference_number.strip(),
        notified_at=notice.notified_at,
        note=notice.note.strip(),
        recorded_by=actor.label[:255],
    )
    text = _("%(authority)s was told on %(at)s") % {
        "authority": kept.authority,
        "at": moment(kept.notified_at),
    }
    add_entry(incident, EntryKind.NOTICE, text, actor=actor)
    record(
        told.AUTHORITY_TOLD,
        incident,
        actor=actor,
        after={
            "authority": kept.authority,
            "at": kept.notified_at,
            "reference": kept.reference_number,
            "basis": notice.clock and notice.clock.basis,
        },
        root=case_of_incident(incident),
    )
    if notice.clock is not None:
        clock = _locked(notice.clock, actor)
        _end(clock, ClockState.MET, text, max(kept.notified_at, clock.started_at), actor)
    return kept


@transaction.atomic
def remind_of_clock(clock: IncidentClock, *, actor: Actor) -> str:
    """Say what the deadline asks to be said by now; the step, or nothing.

    Each step is said once however often this runs; after missed days the latest alone is said.
    """
    incident = Incident.objects.select_related("lead__user", "use_case").locked(clock.incident_id)
    clock = IncidentClock.objects.locked(clock.pk)
    clock.incident = incident
    due = steps_due(clock.clock, timezone.now(), clock.steps_done)
    if clock.state != ClockState.RUNNING or not due:
        return ""
    clock.steps_done = [*clock.steps_done, *due]
    clock.save(update_fields=["steps_done", "updated_at"])
    step = step_to_say(due)
    tell_deadline(clock, step)
    root = case_of_incident(incident)
    record(told.CLOCK_REMINDED, clock, actor=actor, after={"step": step}, root=root)
    return step


def drop_clocks(incident: Incident, reason: str, *, actor: Actor) -> None:
    """End what runs, because there is no incident."""
    running = IncidentClock.objects.locked_rows().filter(incident=incident, state__in=AT_WORK)
    for clock in running:
        clock.incident = incident
        _end(clock, ClockState.DROPPED, reason, timezone.now(), actor)


def _locked(clock: IncidentClock, actor: Actor) -> IncidentClock:
    """The deadline under lock after its incident; it must be at work."""
    incident = locked_open(clock.incident)
    require(actor, HANDLE.code, incident)
    locked: IncidentClock = IncidentClock.objects.locked(clock.pk)
    locked.incident = incident
    if not locked.is_at_work:
        raise InvalidTransition(_("This deadline has ended."), code="incident.clock_ended")
    return locked


def _end(
    clock: IncidentClock, state: ClockState, outcome: str, at: dt.datetime, actor: Actor
) -> IncidentClock:
    if clock.state == ClockState.PAUSED:
        _end_pause(clock, timezone.now())
    clock.state = state
    clock.outcome = outcome
    clock.ended_at = at
    clock.due_at = clock.clock.due_at(at)
    clock.save(update_fields=["state", "outcome", "ended_at", "due_at", "updated_at"])
    _tell(clock, f"{clock.get_state_display()}: {outcome}", actor)
    record(
        told.CLOCK_ENDED,
        clock,
        actor=actor,
        after={"state": state, "ended": at, "due": clock.due_at},
        root=case_of_incident(clock.incident),
    )
    return clock


def _end_pause(clock: IncidentClock, now: dt.datetime) -> None:
    clock.pauses.filter(ended_at__isnull=True).update(ended_at=now, updated_at=now)
    clock.__dict__.pop("clock", None)  # it is read anew, with the pause ended


def _tell(clock: IncidentClock, text: str, actor: Actor) -> None:
    add_entry(clock.incident, EntryKind.CLOCK, f"{clock.basis}: {text}", actor=actor)


def _why_not(code: str, clock: IncidentClock) -> str:
    words = {
        "no_pause": _("%(basis)s allows no pause. %(rule)s")
        % {"basis": clock.basis, "rule": clock.pause_rule},
        "paused": _("This deadline is paused."),
        "over": _("This deadline is over."),
    }
    return words[code]


def _refuse(field: str, message: str) -> NoReturn:
    raise InvalidInput(message, errors={field: [message]})
