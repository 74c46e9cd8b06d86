"""Who is told, what was learned, and what changes after an incident."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import NoReturn

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from governance.actions.incident_timeline import add_entry, locked_open
from governance.choices import ActionState, EntryKind
from governance.declarations import incidents as told
from governance.messages.incidents import tell_action, tell_message
from governance.models.incidents import Incident, IncidentAction, IncidentMessage, IncidentReview
from governance.permissions.incidents import (
    ACCEPT_ACTION,
    HANDLE,
    REPORT,
    SETTLE_ACTION,
    case_of_incident,
)


@dataclass(frozen=True)
class MessagePlan:
    """Who is to be told what, by whom and until when."""

    audience: str
    text: str
    owner: Membership
    due_at: dt.datetime


@dataclass(frozen=True)
class Lessons:
    """What happened, why, and what changes."""

    what_happened: str
    root_cause: str
    changes: str


@dataclass(frozen=True)
class ActionPlan:
    """What changes, by whom and until when."""

    text: str
    owner: Membership
    due_on: dt.date


@dataclass(frozen=True)
class Settling:
    """How an action ended: done, or accepted as it is, and why."""

    state: ActionState
    outcome: str


@transaction.atomic
def plan_message(incident: Incident, plan: MessagePlan, *, actor: Actor) -> IncidentMessage:
    """Put somebody in charge of telling an audience."""
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    message = IncidentMessage.objects.create(
        incident=incident,
        audience=plan.audience.strip(),
        text=plan.text.strip(),
        owner=plan.owner,
        due_at=plan.due_at,
    )
    text = _("%(person)s tells: %(audience)s") % {"person": plan.owner, "audience": plan.audience}
    add_entry(incident, EntryKind.MESSAGE, text, actor=actor)
    tell_message(message)
    root = case_of_incident(incident)
    after = {"audience": message.audience, "owner": message.owner, "until": message.due_at}
    record(told.MESSAGE_PLANNED, message, actor=actor, after=after, root=root)
    return message


@transaction.atomic
def finish_message(message: IncidentMessage, *, actor: Actor) -> IncidentMessage:
    """Say that an audience was told."""
    incident = locked_open(message.incident)
    message = IncidentMessage.objects.locked(message.pk)
    message.incident = incident
    if actor.is_member(message.owner_id):
        require(actor, REPORT.code)  # who only reads by now says nothing, whatever they were to say
    else:
        require(actor, HANDLE.code, incident)
    if message.done_at is not None:
        raise InvalidTransition(_("They were told already."), code="incident.told")
    message.done_at = timezone.now()
    message.done_by = actor.label[:255]
    message.save(update_fields=["done_at", "done_by", "updated_at"])
    text = _("Told: %(audience)s") % {"audience": message.audience}
    add_entry(incident, EntryKind.MESSAGE, text, actor=actor)
    root = case_of_incident(incident)
    record(told.MESSAGE_DONE, message, actor=actor, after={"audience": message.audience}, root=root)
    return message


@transaction.atomic
def write_review(incident: Incident, lessons: Lessons, *, actor: Actor) -> IncidentReview:
    """Write down what was learned, or correct it until the incident is closed."""
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    values = {**asdict(lessons), "written_by": actor.label[:255]}
    review, is_new = IncidentReview.objects.update_or_create(incident=incident, defaults=values)
    text = _("Review written") if is_new else _("Review changed")
    add_entry(incident, EntryKind.ACTION, text, actor=actor)
    root = case_of_incident(incident)
    record(told.REVIEW_WRITTEN, review, actor=actor, after={"new": is_new}, root=root)
    return review


@transaction.atomic
def agree_action(incident: Incident, plan: ActionPlan, *, actor: Actor) -> IncidentAction:
    """Agree on what changes; its owner is told."""
    incident = locked_open(incident)
    require(actor, HANDLE.code, incident)
    action: IncidentAction = IncidentAction.objects.create(
        incident=incident, text=plan.text.strip(), owner=plan.owner, due_on=plan.due_on
    )
    add_entry(incident, EntryKind.ACTION, action.text, actor=actor)
    tell_action(action, told.ACTION_IS_YOURS)
    root = case_of_incident(incident)
    after = {"owner": action.owner, "due": action.due_on}
    record(told.ACTION_AGREED, action, actor=actor, after=after, root=root)
    return action


@transaction.atomic
def settle_action(action: IncidentAction, settling: Settling, *, actor: Actor) -> IncidentAction:
    """End an action: its owner says that it is done, somebody else may accept that it is not."""
    incident = locked_open(action.incident)
    action = IncidentAction.objects.select_related("owner__user").locked(action.pk)
    action.incident = incident
    accepts = settling.state == ActionState.ACCEPTED
    require(actor, ACCEPT_ACTION.code if accepts else SETTLE_ACTION.code, action)
    if action.state != ActionState.OPEN:
        raise InvalidTransition(_("This action has ended."), code="incident.action_ended")
    if settling.state == ActionState.OPEN:
        _refuse("state", _("Say whether it is done or accepted as it is."))
    if not settling.outcome.strip():
        _refuse("outcome", _("Say what was done, or why it is accepted."))
    action.state = settling.state
    action.outcome = settling.outcome.strip()
    action.settled_at = timezone.now()
    action.settled_by = actor.label[:255]
    action.save()
    text = f"{action.get_state_display()}: {action.text}"
    add_entry(incident, EntryKind.ACTION, text, actor=actor)
    root = case_of_incident(incident)
    record(told.ACTION_SETTLED, action, actor=actor, after={"state": action.state}, root=root)
    return action


def _refuse(field: str, message: str) -> NoReturn:
    raise InvalidInput(message, errors={field: [message]})
