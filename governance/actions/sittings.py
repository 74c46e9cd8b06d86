"""Hold a meeting: open it, take attendance, settle its items, close it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.tenancy.clock import today_here
from governance.actions.meetings import ask_people, change_state, lock_meeting, require_state
from governance.actions.reseating import reseat_agenda
from governance.choices import AgendaResult, MeetingState, Presence, ReviewState
from governance.declarations import meetings as told
from governance.messages.meetings import chairs_of, tell
from governance.models.meetings import ActionPoint, AgendaItem, Attendance, Meeting
from governance.permissions.meetings import RUN_MEETING
from governance.queries.minutes import facts_of
from governance.queries.rooms import plain_room, room_of_item

WRITABLE = (MeetingState.RUNNING, MeetingState.CLOSED)
MOST_ACTIONS = 20


@dataclass(frozen=True)
class Settlement:
    """What came of an item, and what the minutes say about it."""

    result: AgendaResult
    text: str = ""


@dataclass(frozen=True)
class ActionTerms:
    """Who does what by when."""

    text: str
    owner: Membership
    due_on: dt.date


@transaction.atomic
def open_meeting(meeting: Meeting, *, actor: Actor) -> Meeting:
    """Begin: from now on attendance is taken, and who is there can be counted."""
    meeting = lock_meeting(meeting)
    require(actor, RUN_MEETING.code, meeting)
    change_state(meeting, MeetingState.RUNNING)
    meeting.opened_at = timezone.now()
    meeting.save(update_fields=["state", "opened_at", "updated_at"])
    ask_people(meeting)
    record(
        told.MEETING_OPENED,
        meeting,
        actor=actor,
        before={"state": MeetingState.PLANNED},
        after={"state": MeetingState.RUNNING},
    )
    return meeting


@transaction.atomic
def take_attendance(meeting: Meeting, marks: Mapping[int, Presence], *, actor: Actor) -> Meeting:
    """Say who is there: {attendance row: presence}. Alternates speak for seats that are empty.

    Somebody who is asked for two seats is marked for both.
    """
    meeting = lock_meeting(meeting)
    require(actor, RUN_MEETING.code, meeting)
    require_state(meeting, MeetingState.RUNNING)
    rows = list(meeting.attendances.select_related("member__user"))
    # Of two rows of one person the changed one counts: the other says what was true before.
    people = {
        row.member_id: marks[row.pk]
        for row in rows
        if marks.get(row.pk, row.presence) != row.presence
    }
    changed = [row for row in rows if people.get(row.member_id, row.presence) != row.presence]
    for row in changed:
        row.presence = people[row.member_id]
    Attendance.objects.bulk_update(changed, ["presence"])
    reseat_agenda(meeting, actor=actor)
    record(
        told.ATTENDANCE_TAKEN,
        meeting,
        actor=actor,
        after={str(row.member): row.presence for row in changed},
    )
    return meeting


@transaction.atomic
def settle_item(item: AgendaItem, settlement: Settlement, *, actor: Actor) -> AgendaItem:
    """Record what came of an item, with who could decide it at this moment.

    After the meeting only the text changes.

    Raises:
        InvalidInput: a review is called decided while it is open, or the other way round.
    """
    meeting = lock_meeting(item.meeting)
    require(actor, RUN_MEETING.code, meeting)
    require_state(meeting, *WRITABLE)
    item = AgendaItem.objects.locked(item.pk)
    before = {"result": item.result, "text": item.text}
    item.text = settlement.text.strip()
    if meeting.is_running:
        _check_result(item, settlement.result)
        _set_result(item, settlement.result, meeting)
    item.save()
    record(
        told.ITEM_SETTLED,
        meeting,
        actor=actor,
        before=before,
        after={"item": item.title, "result": item.result, "text": item.text},
        root=item.use_case or meeting,
    )
    return item


@transaction.atomic
def agree_action(item: AgendaItem, terms: ActionTerms, *, actor: Actor) -> ActionPoint:
    """Somebody is to do something by a day; they are told once the minutes are approved."""
    meeting = lock_meeting(item.meeting)
    require(actor, RUN_MEETING.code, meeting)
    require_state(meeting, *WRITABLE)
    _check_action(item, terms)
    point: ActionPoint = ActionPoint.objects.create(
        item=item, text=terms.text.strip(), owner=terms.owner, due_on=terms.due_on
    )
    record(
        told.ACTION_AGREED,
        meeting,
        actor=actor,
        after={"item": item.title, "text": point.text, "owner": point.owner, "due": point.due_on},
    )
    return point


@transaction.atomic
def drop_action(point: ActionPoint, *, actor: Actor) -> Meeting:
    """Take an action back before the minutes are approved."""
    meeting = lock_meeting(point.item.meeting)
    require(actor, RUN_MEETING.code, meeting)
    require_state(meeting, *WRITABLE)
    before = {"text": point.text, "owner": point.owner, "due": point.due_on}
    point.delete()
    record(told.ACTION_DROPPED, meeting, actor=actor, before=before)
    return meeting


@transaction.atomic
def close_meeting(meeting: Meeting, *, actor: Actor) -> Meeting:
    """End it: what happened is kept, and the chair is asked to approve the minutes.

    Reviews that were decided are recorded so; whatever else was not dealt with is put off.
    """
    meeting = lock_meeting(meeting)
    require(actor, RUN_MEETING.code, meeting)
    if not meeting.is_running:
        require_state(meeting, MeetingState.RUNNING)
    for item in meeting.items.filter(result="").select_related("review"):
        decided = item.review is not None and item.review.state == ReviewState.CLOSED
        _set_result(item, AgendaResult.DECIDED if decided else AgendaResult.POSTPONED, meeting)
        item.save()
    unmarked = meeting.attendances.filter(presence=Presence.EXPECTED)
    unmarked.update(presence=Presence.ABSENT)
    change_state(meeting, MeetingState.CLOSED)
    meeting.closed_at = timezone.now()
    meeting.facts = facts_of(meeting)
    meeting.save()
    reseat_agenda(meeting, actor=actor)
    tell(told.MINUTES_READY, meeting, chairs_of(meeting), key="minutes")
    record(
        told.MEETING_CLOSED,
        meeting,
        actor=actor,
        before={"state": MeetingState.RUNNING},
        after={"state": MeetingState.CLOSED},
    )
    return meeting


def _set_result(item: AgendaItem, result: AgendaResult, meeting: Meeting) -> None:
    item.result = result
    item.settled_at = timezone.now()
    item.room = plain_room(room_of_item(item, meeting))


def _check_result(item: AgendaItem, result: AgendaResult) -> None:
    if item.review is None:
        return
    is_closed = item.review.state == ReviewState.CLOSED
    if is_closed == (result == AgendaResult.DECIDED):
        return
    text = (
        _("Its votes have decided it already.")
        if is_closed
        else _("Its votes do not decide it yet: they are cast in the review itself.")
    )
    raise InvalidInput(text, errors={"result": [text]})


def _check_action(item: AgendaItem, terms: ActionTerms) -> None:
    if not terms.text.strip():
        raise InvalidInput(_("Say what."), errors={"text": [_("Say what is to be done.")]})
    if terms.due_on < today_here():
        text = _("Choose a day to come.")
        raise InvalidInput(text, errors={"due_on": [text]})
    if not terms.owner.is_current():
        raise NotAllowed(_("Choose an active member."))
    if item.action_points.count() >= MOST_ACTIONS:
        text = _("An item has up to %(most)d actions.") % {"most": MOST_ACTIONS}
        raise InvalidInput(text, errors={"text": [text]})
