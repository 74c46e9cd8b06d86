"""Meetings for tests, planned and held by the actions that do it in production."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from governance.actions.agendas import fill_agenda
from governance.actions.meetings import MeetingTerms, plan_meeting
from governance.actions.sittings import open_meeting, take_attendance
from governance.choices import Presence
from governance.models.boards import Board
from governance.models.meetings import Meeting
from governance.queries.agendas import docket_of


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
