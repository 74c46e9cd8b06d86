"""From the report of an incident to its closure: the only writer of Incident.state."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.collaboration.actions import attach_file
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.references import next_number
from governance.actions.incident_clocks import drop_clocks
from governance.actions.incident_timeline import add_entry, locked_open
from governance.choices import EntryKind, Harm, IncidentKind, IncidentState, Severity
from governance.declarations import incidents as told
from governance.logic.incidents import (
    GROUP_LENGTH,
    GROUPS,
    can_move,
    code_from,
    code_hash,
    missing_to_close,
    title_of,
)
from governance.messages.incidents import tell_moved, tell_reported, tell_triaged
from governance.models.incidents import Incident, ReportChannel
from governance.permissions.incidents import (
    CLOSE,
    HANDLE,
    REPORT,
    STEER_CHANNEL,
    TRIAGE,
    case_of_incident,
)
from governance.queries.incidents import standing_of, wording_of_missing
from intake.actions.lifecycle import request_move
from intake.choices import Stage
from intake.models.use_cases import UseCase

ANONYMOUS = Actor.system("anonymous-report")
"""Who reports without a name: neither a member nor a request can be read from it."""


@dataclass(frozen=True)
class Report:
    """What a reporter says; `about` is a use case by reference, or whatever they know of it."""

    what_happened: str
    noticed_at: dt.datetime
    harm: Harm
    about: str = ""
    file: File[bytes] | None = None


@dataclass(frozen=True)
class Triage:
    """How the team judges a report."""

    title: str
    severity: Severity
    kind: IncidentKind
    harm: Harm
    use_case: UseCase | None = None
    lead: Membership | None = None


@dataclass(frozen=True)
class Containment:
    """What was done to stop the harm, and what was put back in place of what failed."""

    done: str
    roll_back_to: str = ""
    suspend: bool = False


@transaction.atomic
def report_incident(report: Report, *, actor: Actor) -> Incident:
    """Report under one's own name; those who triage are told."""
    require(actor, REPORT.code)
    assert actor.membership is not None  # noqa: S101  (only members may report)
    cases = UseCase.objects.visible_to(actor.membership)
    use_case = cases.by_reference(report.about.strip()).first()
    return _create(report, actor, reporter=actor.membership, use_case=use_case)


@transaction.atomic
def report_anonymously(report: Report, *, actor: Actor, seed: bytes = b"") -> tuple[Incident, str]:
    """Report without a name; the code that is given leads back to it and is kept nowhere.

    The same `seed` gives the same code: whoever sends the same form twice has reported once.

    Raises:
        NotAllowed: the actor is somebody; such a report would name them in the trail.
    """
    if actor.membership is not None or actor.request_id:
        raise NotAllowed(_("An anonymous report must not know who reports."))
    code = code_from(seed or secrets.token_bytes(GROUPS * GROUP_LENGTH))
    try:
        with transaction.atomic():
            return _create(report, actor, follow_up_hash=code_hash(code)), code
    except IntegrityError:
        return Incident.objects.get(follow_up_hash=code_hash(code)), code


@transaction.atomic
def triage_incident(incident: Incident, triage: Triage, *, actor: Actor) -> Incident:
    """Judge a report, or judge it anew while it is open.

    Raises:
        NotAllowed: nobody says that it was not their own use case.
    """
    incident = locked_open(incident)
    require(actor, TRIAGE.code, incident)
    if triage.use_case != incident.use_case:
        require(actor, CLOSE.code, incident)
    before, lead, use_case = _facts(incident), incident.lead_id, incident.use_case_id
    for name in ("title", "severity", "kind", "harm", "use_case", "lead"):
        setattr(incident, name, getattr(triage, name))
    is_first = incident.state == IncidentState.REPORTED
    if is_first:
        incident.state = IncidentState.TRIAGED
        incident.triaged_at = timezone.now()
    incident.save()
    if is_first:
        _tell_step(incident, actor)
    record(
        told.TRIAGED,
        incident,
        actor=actor,
        before=before,
        after=_facts(incident),
        root=case_of_incident(incident),
    )
    tell_triaged(
        incident,
        is_new_lead=incident.lead_id not in {None, lead},
        is_new_case=incident.use_case_id is not None
        and (is_first or incident.use_case_id != use_case),
    )
    return incident


@transaction.atomic
def contain_incident(incident: Incident, step: Containment, *, actor: Actor) -> Incident:
    """Say how the harm was stopped; the use case is suspended with it if that is wanted.

    Raises:
        NotAllowed: the actor may not handle it, or not move the use case.
        RuleViolation: there is no use case to suspend.
    """
    if step.suspend:
        _suspend(incident, actor)
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    text = _wanted(step.done, "done", _("Say what was done."))
    return _move(
        incident,
        IncidentState.CONTAINED,
        actor,
        text,
        containment=text,
        roll_back_to=step.roll_back_to.strip(),
        contained_at=timezone.now(),
    )


@transaction.atomic
def resolve_incident(incident: Incident, how: str, *, actor: Actor) -> Incident:
    """Say how it was resolved; a near miss needs no containment before."""
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    text = _wanted(how, "text", _("Say how it was resolved."))
    now = timezone.now()
    return _move(incident, IncidentState.RESOLVED, actor, text, resolution=text, resolved_at=now)


@transaction.atomic
def reopen_incident(incident: Incident, reason: str, *, actor: Actor) -> Incident:
    """Back to work: it was not over."""
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    text = _wanted(reason, "text", _("Say why."))
    return _move(incident, IncidentState.TRIAGED, actor, text)


@transaction.atomic
def dismiss_incident(incident: Incident, reason: str, *, actor: Actor) -> Incident:
    """Say why a report is no incident: a duplicate, a mistake, spam. Its deadlines end with it."""
    incident = locked_open(incident)
    require(actor, CLOSE.code, incident)
    text = _wanted(reason, "text", _("Say why."))
    drop_clocks(incident, text, actor=actor)
    return _move(incident, IncidentState.DISMISSED, actor, text, closed_at=timezone.now())


@transaction.atomic
def close_incident(incident: Incident, *, actor: Actor) -> Incident:
    """End it for good.

    Raises:
        RuleViolation: the review is missing, an action is open, or a deadline still runs.
    """
    incident = locked_open(incident)
    require(actor, CLOSE.code, incident)
    missing = missing_to_close(standing_of(incident))
    if missing:
        raise RuleViolation(
            _("Before it is closed: %(missing)s.")
            % {"missing": _("; ").join(wording_of_missing(missing))},
            code="incident.not_finished",
        )
    return _move(incident, IncidentState.CLOSED, actor, "", closed_at=timezone.now())


@transaction.atomic
def set_channel(*, is_public: bool, actor: Actor) -> ReportChannel:
    """Let people who are not signed in report, or no longer."""
    require(actor, STEER_CHANNEL.code)
    channel, _is_new = ReportChannel.objects.get_or_create()
    channel = ReportChannel.objects.locked(channel.pk)
    before = {"public": channel.is_public}
    channel.is_public = is_public
    channel.save(update_fields=["is_public", "updated_at"])
    after = {"public": is_public}
    record(told.CHANNEL_CHANGED, channel, actor=actor, before=before, after=after)
    return channel


def _create(report: Report, actor: Actor, **values: Any) -> Incident:
    now = timezone.now()
    if report.noticed_at > now:
        _refuse("noticed_at", _("This moment is still to come."))
    text = _wanted(report.what_happened, "what_happened", _("Say what happened."))
    incident: Incident = Incident.objects.create(
        number=next_number(Incident.PREFIX),
        title=title_of(text),
        what_happened=text,
        noticed_at=report.noticed_at,
        harm=report.harm,
        about=report.about.strip(),
        reported_at=now,
        **values,
    )
    if report.file is not None:
        attach_file(incident, report.file, actor=actor)
    record(
        told.REPORTED,
        incident,
        actor=actor,
        after={"harm": incident.harm, "anonymous": incident.is_anonymous},
        root=case_of_incident(incident),
    )
    tell_reported(incident)
    return incident


def _suspend(incident: Incident, actor: Actor) -> None:
    """The use case is locked before its incident, as everywhere."""
    use_case = UseCase.objects.filter(incidents=incident).first()
    if use_case is None:
        raise RuleViolation(_("Triage names no use case that could be suspended."))
    reason = _("Incident %(incident)s") % {"incident": incident.reference}
    request_move(use_case, to=Stage.SUSPENDED, actor=actor, reason=reason)


def _move(
    incident: Incident, to: IncidentState, actor: Actor, reason: str, **values: Any
) -> Incident:
    current = IncidentState(incident.state)
    if not can_move(current, to, is_near_miss=incident.harm == Harm.NEAR_MISS):
        raise InvalidTransition(
            _("An incident cannot go from “%(current)s” to “%(to)s”.")
            % {"current": current.label, "to": to.label},
            code="incident.no_way",
        )
    for name, value in {"state": to, **values}.items():
        setattr(incident, name, value)
    incident.save(update_fields=["state", *values, "updated_at"])
    _tell_step(incident, actor, reason)
    record(
        told.MOVED,
        incident,
        actor=actor,
        before={"state": current},
        after={"state": to},
        root=case_of_incident(incident),
    )
    tell_moved(incident)
    return incident


def _tell_step(incident: Incident, actor: Actor, text: str = "") -> None:
    """The step for the reporter, its reasons for those who handle it."""
    label = str(incident.get_state_display())
    add_entry(incident, EntryKind.STATE, label, actor=actor, is_shared=True)
    if text:
        add_entry(incident, EntryKind.NOTE, text, actor=actor)


def _facts(incident: Incident) -> dict[str, Any]:
    """What the trail tells: no words of the report, because more people read the trail."""
    return {
        "severity": incident.severity,
        "kind": incident.kind,
        "harm": incident.harm,
        "use_case": incident.use_case and incident.use_case.reference,
        "lead": incident.lead,
    }


def _wanted(text: str, field: str, message: str) -> str:
    if not text.strip():
        _refuse(field, message)
    return text.strip()


def _refuse(field: str, message: str) -> None:
    raise InvalidInput(message, errors={field: [message]})
