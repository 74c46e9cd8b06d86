"""Plan a meeting of a board, move it, call it off, and say that one cannot come."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.tenancy.clock import day_here
from coe_portal.tenancy.references import next_number
from governance.choices import Capacity, MeetingState, Presence
from governance.declarations import meetings as told
from governance.logic.meetings import may_become
from governance.messages.meetings import ask_to_stand_in, guests_of, tell
from governance.models.boards import Board
from governance.models.meetings import Attendance, Meeting
from governance.permissions.meetings import PLAN_MEETING, RUN_MEETING, SEND_EXCUSE
from governance.queries.boards import appointments_of

SHORTEST, LONGEST = 5, 720
# A change of one of these is a new edition of the calendar entry.
SHOWN_IN_CALENDARS = ("title", "starts_at", "ends_at", "place", "link")


@dataclass(frozen=True)
class MeetingTerms:
    """When and where a board meets, and for how many minutes."""

    starts_at: dt.datetime
    minutes: int = 60
    title: str = ""
    place: str = ""
    link: str = ""
    secretary: Membership | None = None


@transaction.atomic
def plan_meeting(board: Board, terms: MeetingTerms, *, actor: Actor) -> Meeting:
    """A meeting to which everybody who may speak for a seat on that day is asked.

    Raises:
        InvalidInput: it would be in the past, or its length cannot be.
    """
    require(actor, PLAN_MEETING.code, board)
    _check(terms)
    meeting: Meeting = Meeting.objects.create(
        number=next_number(Meeting.PREFIX), board=board, **_values(board, terms)
    )
    ask_people(meeting)
    tell(told.INVITED, meeting, guests_of(meeting), key="invited")
    record(told.MEETING_PLANNED, meeting, actor=actor, after={"board": board.name, **_facts(terms)})
    return meeting


@transaction.atomic
def move_meeting(meeting: Meeting, terms: MeetingTerms, *, actor: Actor) -> Meeting:
    """Another time, place or name. Everybody who is asked is told once, newcomers are invited."""
    meeting = lock_meeting(meeting)
    require(actor, RUN_MEETING.code, meeting)
    require_state(meeting, MeetingState.PLANNED)
    _check(terms)
    after = _values(meeting.board, terms)
    before = {name: getattr(meeting, name) for name in after}
    for name, value in after.items():
        setattr(meeting, name, value)
    is_new_edition = any(before[name] != after[name] for name in SHOWN_IN_CALENDARS)
    meeting.sequence += is_new_edition
    meeting.save()
    ask_people(meeting)
    guests = guests_of(meeting)
    newcomers = {row.recipient_id for row in tell(told.INVITED, meeting, guests, key="invited")}
    if is_new_edition:
        known = [one for one in guests if one.pk not in newcomers]
        tell(told.MOVED, meeting, known, key=f"moved:{meeting.sequence}")
    record(told.MEETING_MOVED, meeting, actor=actor, before=before, after=after)
    return meeting


@transaction.atomic
def cancel_meeting(meeting: Meeting, reason: str, *, actor: Actor) -> Meeting:
    """Call a meeting off; everybody who was asked is told why, once."""
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why: people read it.")]})
    meeting = lock_meeting(meeting)
    require(actor, RUN_MEETING.code, meeting)
    change_state(meeting, MeetingState.CANCELLED)
    meeting.cancellation_reason = reason
    meeting.sequence += 1
    meeting.save()
    tell(told.CANCELLED, meeting, guests_of(meeting), key="cancelled")
    record(
        told.MEETING_CANCELLED,
        meeting,
        actor=actor,
        before={"state": MeetingState.PLANNED},
        after={"state": MeetingState.CANCELLED},
        reason=reason,
    )
    return meeting


@transaction.atomic
def send_excuse(meeting: Meeting, *, actor: Actor) -> Meeting:
    """Say that the actor cannot come; the alternates of the seat are asked to stand in.

    Raises:
        InvalidTransition: the meeting is over or called off.
    """
    meeting = lock_meeting(meeting)
    require(actor, SEND_EXCUSE.code, meeting)
    if not meeting.is_to_come:
        raise InvalidTransition(_("This meeting is over."), code="meeting.over")
    rows = list(
        meeting.attendances.filter(member_id=actor.membership_id).select_related(
            "member__user", "seat", "meeting__board"
        )
    )
    meeting.attendances.filter(pk__in=[row.pk for row in rows]).update(presence=Presence.EXCUSED)
    for row in rows:
        ask_to_stand_in(row)
    record(
        told.ATTENDANCE_TAKEN,
        meeting,
        actor=actor,
        after={"excused": [str(row.member) for row in rows[:1]]},
    )
    return meeting


def lock_meeting(meeting: Meeting) -> Meeting:
    """The meeting under lock. It is locked before the cases and reviews of its agenda."""
    return Meeting.objects.select_related("board", "secretary__user").locked(meeting.pk)


def require_state(meeting: Meeting, *states: MeetingState) -> None:
    """Refuse what cannot be done in the meeting's state."""
    if meeting.state not in states:
        raise InvalidTransition(
            _("This cannot be done: the meeting is in the state “%(state)s”.")
            % {"state": meeting.get_state_display()},
            code="meeting.state",
        )


def change_state(meeting: Meeting, state: MeetingState) -> None:
    """The only place where a meeting goes from state to state; the caller saves."""
    if not may_become(meeting.state, state):
        require_state(meeting)
    meeting.state = state


def ask_people(meeting: Meeting) -> None:
    """Bring the list of those who are asked to the board of the meeting's day; marks stay."""
    wanted: dict[tuple[int, int], Capacity] = {}
    for place in appointments_of(meeting.board, day_here(meeting.starts_at)):
        people = {
            place.delegate: Capacity.DELEGATE,
            place.member: Capacity.MEMBER,
            place.alternate: Capacity.ALTERNATE,
        }
        for person, capacity in people.items():
            if person is not None:
                wanted[place.seat, person] = capacity
    known = {(row.seat_id, row.member_id): row for row in meeting.attendances.all()}
    gone = [row.pk for pair, row in known.items() if pair not in wanted]
    meeting.attendances.filter(pk__in=gone, presence=Presence.EXPECTED).delete()
    said = {row.member_id: row.presence for row in known.values()}
    new = [
        Attendance(
            meeting=meeting,
            seat_id=seat,
            member_id=member,
            capacity=capacity,
            presence=said.get(member, Presence.EXPECTED),
        )
        for (seat, member), capacity in wanted.items()
        if (seat, member) not in known
    ]
    for row in new:
        row.enter_organization()
    Attendance.objects.bulk_create(new)


def _check(terms: MeetingTerms) -> None:
    if terms.starts_at <= timezone.now():
        text = _("Choose a time to come.")
        raise InvalidInput(text, errors={"starts_at": [text]})
    if not SHORTEST <= terms.minutes <= LONGEST:
        text = _("A meeting takes 5 minutes to 12 hours.")
        raise InvalidInput(text, errors={"minutes": [text]})


def _values(board: Board, terms: MeetingTerms) -> dict[str, Any]:
    return {
        "title": terms.title.strip() or _("Meeting of %(board)s") % {"board": board.name},
        "starts_at": terms.starts_at,
        "ends_at": terms.starts_at + dt.timedelta(minutes=terms.minutes),
        "place": terms.place.strip(),
        "link": terms.link.strip(),
        "secretary": terms.secretary,
    }


def _facts(terms: MeetingTerms) -> dict[str, Any]:
    names = MeetingTerms.__dataclass_fields__
    return {name: getattr(terms, name) for name in names}
