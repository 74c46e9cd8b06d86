"""Meetings for tests, planned and held by the actions that do it in production."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from governance.actions.agendas import ItemTerms, add_item, fill_agenda
from governance.actions.meetings import MeetingTerms, plan_meeting
from governance.actions.minutes import approve_minutes
from governance.actions.sittings import (
    ActionTerms,
    agree_action,
    close_meeting,
    open_meeting,
    take_attendance,
)
from governance.choices import Presence
from governance.models.boards import Board
from governance.models.meetings import ActionPoint, Meeting
from governance.queries.agendas import docket_of
from tests.governance.conftest import Council


def terms(**fields) -> MeetingTerms:
    """In a week, in the room of the board."""
    fields.setdefault("starts_at", timezone.now() + dt.timedelta(days=7))
    return MeetingTerms(**{"title": "November meeting", "place": "Room 4", **fields})


def planned(board: Board, chair: Membership, **fields) -> Meeting:
    """A meeting with the whole docket of the board on its agenda."""
    meeting = plan_meeting(board, terms(**fields), actor=Actor.member(chair))
    keys = [one.key for one in docket_of(board, meeting)]
    fill_agenda(meeting, keys, actor=Actor.member(chair))
    return meeting


def held(board: Board, chair: Membership, people: list[Membership], **fields) -> Meeting:
    """A meeting that runs, with these people in the room."""
    meeting = open_meeting(planned(board, chair, **fields), actor=Actor.member(chair))
    return mark(meeting, chair, present=people)


def mark(
    meeting: Meeting,
    chair: Membership,
    present: list[Membership] | tuple[()] = (),
    **others: list[Membership],
) -> Meeting:
    """Take attendance: `present`, and `excused`, `absent` or `expected` people."""
    wanted = {one.pk: Presence.PRESENT for one in present}
    for presence, people in others.items():
        wanted |= {one.pk: Presence(presence) for one in people}
    marks = {
        row.pk: wanted[row.member_id]
        for row in meeting.attendances.all()
        if row.member_id in wanted
    }
    return take_attendance(meeting, marks, actor=Actor.member(chair))


def closed_with_action(
    council: Council, owner: Membership, *, days: int = 14, **fields
) -> ActionPoint:
    """A meeting that is over, and agreed that somebody brings the data."""
    chair = council.members[0]
    actor = Actor.member(chair)
    meeting = held(council.board, chair, council.members, **fields)
    item = add_item(meeting, ItemTerms("Data"), actor=actor)
    due = today_here() + dt.timedelta(days=days)
    point = agree_action(item, ActionTerms("Bring the data", owner, due), actor=actor)
    close_meeting(meeting, actor=actor)
    return point


def agreed(council: Council, owner: Membership, **fields) -> ActionPoint:
    """The same with approved minutes: from now on it is asked of its owner."""
    point = closed_with_action(council, owner, **fields)
    approve_minutes(point.item.meeting, actor=Actor.member(council.members[0]))
    return ActionPoint.objects.with_meeting().get(pk=point.pk)
