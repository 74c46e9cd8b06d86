"""The timeline of an incident: nothing is taken out of it, and part of it the reporter reads."""

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
from coe_portal.errors import InvalidInput, InvalidTransition
from governance.choices import EntryKind
from governance.declarations import incidents as told
from governance.messages.incidents import tell, tell_answered
from governance.models.incidents import Incident, IncidentEntry
from governance.permissions.incidents import ANSWER, HANDLE, case_of_incident


@dataclass(frozen=True)
class Answer:
    """What a reporter says afterwards."""

    text: str
    file: File[bytes] | None = None


def add_entry(
    incident: Incident,
    kind: EntryKind,
    text: str,
    *,
    actor: Actor,
    is_shared: bool = False,
) -> IncidentEntry:
    """One more line; part of an action that records it. Nobody is named for an anonymous report."""
    is_reporter = kind == EntryKind.ANSWER and incident.is_anonymous
    return IncidentEntry.objects.create(
        incident=incident,
        at=timezone.now(),
        kind=kind,
        text=text.strip(),
        author="" if is_reporter else actor.label[:255],
        is_shared=is_shared,
    )


@transaction.atomic
def add_note(incident: Incident, text: str, *, actor: Actor) -> IncidentEntry:
    """Say what happened, for those who handle it."""
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    return _say(incident, EntryKind.NOTE, text, actor)


@transaction.atomic
def ask_reporter(incident: Incident, text: str, *, actor: Actor) -> IncidentEntry:
    """Ask the reporter; an anonymous one reads it when coming back with the code."""
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    entry = _say(incident, EntryKind.QUESTION, text, actor, is_shared=True)
    tell(told.QUESTION_ASKED, [incident.reporter], incident, text=entry.text[:500])
    return entry


@transaction.atomic
def answer_question(incident: Incident, answer: Answer, *, actor: Actor) -> IncidentEntry:
    """The reporter answers, or adds what came to mind; a file may go with it."""
    incident = locked_open(incident)
    require(actor, ANSWER.code, incident)
    entry = _say(incident, EntryKind.ANSWER, answer.text, actor, is_shared=True)
    if answer.file is not None:
        attach_file(incident, answer.file, actor=actor)
    tell_answered(incident, entry.text)
    return entry


def locked_open(incident: Incident) -> Incident:
    """The incident under lock; InvalidTransition when nobody works on it any more."""
    locked: Incident = Incident.objects.select_related(
        "use_case", "lead__user", "reporter__user"
    ).locked(incident.pk)
    if not locked.is_open:
        raise InvalidTransition(_("This incident is closed."), code="incident.closed")
    return locked


def _say(
    incident: Incident, kind: EntryKind, text: str, actor: Actor, *, is_shared: bool = False
) -> IncidentEntry:
    if not text.strip():
        raise InvalidInput(_("Write something."), errors={"text": [_("Write something.")]})
    entry = add_entry(incident, kind, text, actor=actor, is_shared=is_shared)
    record(
        told.NOTED,
        incident,
        actor=actor,
        after={"entry": kind},
        root=case_of_incident(incident),
    )
    return entry
