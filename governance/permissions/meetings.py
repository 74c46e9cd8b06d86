"""Who plans, runs and sees the meetings of a board, and who approves their minutes."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import EVERYONE, MEMBERS, Role, permission
from coe_portal.tenancy.clock import today_here
from governance.choices import MeetingState, Presence
from governance.models.boards import Board, BoardQuerySet, Delegation, Seat
from governance.models.meetings import (
    ActionPoint,
    ActionPointQuerySet,
    Attendance,
    Meeting,
    MeetingQuerySet,
)

OPEN_MEETINGS = permission(
    "governance.open_meetings", label=_("see my meetings"), roles=EVERYONE, writes=False
)
VIEW_MEETING = permission(
    "governance.view_meeting",
    label=_("see this meeting of a board"),
    roles={Role.COE_STAFF},
    writes=False,
)
PLAN_MEETING = permission(
    "governance.plan_meeting", label=_("plan meetings of this board"), roles={Role.COE_STAFF}
)
RUN_MEETING = permission(
    "governance.run_meeting",
    label=_("run this meeting and write its minutes"),
    roles={Role.COE_STAFF},
)
APPROVE_MINUTES = permission(
    "governance.approve_minutes", label=_("approve the minutes of this meeting"), roles=()
)
SEND_EXCUSE = permission(
    "governance.send_excuse", label=_("say that one cannot come to this meeting"), roles=()
)
SETTLE_ACTION = permission(
    "governance.settle_meeting_action",
    label=_("say that this action of a meeting is done"),
    roles=(),
)
ANSWER_ACTIONS = permission(
    "governance.answer_meeting_actions",
    label=_("say by API that actions of meetings are done"),
    roles=MEMBERS,
)


@predicate(PLAN_MEETING.code)
def chairs_board(member: Membership, board: Board) -> bool:
    """Holds the chair of the board today."""
    chairs = Seat.objects.filter(board=board, is_chair=True, member=member)
    return chairs.sitting(today_here()).exists()


@predicate(RUN_MEETING.code)
def leads_meeting(member: Membership, meeting: Meeting) -> bool:
    """Chairs the board, or keeps the minutes."""
    return meeting.secretary_id == member.pk or chairs_meeting(member, meeting)


@predicate(APPROVE_MINUTES.code)
def chairs_meeting(member: Membership, meeting: Meeting) -> bool:
    """Holds the chair today, or sat on it in the meeting."""
    sat = Attendance.objects.filter(
        meeting=meeting, seat__is_chair=True, member=member, presence=Presence.PRESENT
    )
    return chairs_board(member, meeting.board) or sat.exists()


@predicate(SEND_EXCUSE.code)
def is_asked(member: Membership, meeting: Meeting) -> bool:
    """Stands on the list of those who are asked to come."""
    return meeting.attendances.filter(member=member).exists()


@predicate(SETTLE_ACTION.code)
def answers_for_action(member: Membership, point: ActionPoint) -> bool:
    """Is to do it, or leads the meeting that agreed on it."""
    return point.owner_id == member.pk or leads_meeting(member, point.meeting)


@predicate(VIEW_MEETING.code)
def may_see_meeting(member: Membership, meeting: Meeting) -> bool:
    """Sits on the board, was asked to come, keeps the minutes, or audits what was approved."""
    return meetings_visible_to(member).filter(pk=meeting.pk).exists()


def meetings_visible_to(member: Membership) -> MeetingQuerySet:
    """All for the CoE's staff; else those of one's boards; approved minutes for auditors."""
    meetings: MeetingQuerySet = Meeting.objects.all()
    if member.may(VIEW_MEETING.code):
        return meetings
    today = today_here()
    sits = Q(member=member) | Q(alternate=member)
    boards = Seat.objects.sitting(today).filter(sits).order_by().values("board")
    delegated = Delegation.objects.in_force(today).filter(delegate=member).values("seat__board")
    asked = Attendance.objects.filter(member=member).values("meeting")
    seen = Q(board__in=boards) | Q(board__in=delegated) | Q(pk__in=asked) | Q(secretary=member)
    if Role.AUDITOR in member.roles:
        seen |= Q(state=MeetingState.APPROVED)
    return meetings.filter(seen)


def actions_visible_to(member: Membership) -> ActionPointQuerySet:
    """What approved minutes ask of this member, and all of the meetings that they may see."""
    agreed = ActionPoint.objects.agreed()
    meetings = meetings_visible_to(member).order_by().values("pk")
    found: ActionPointQuerySet = agreed.filter(Q(owner=member) | Q(item__meeting__in=meetings))
    return found


def boards_to_plan_for(member: Membership) -> BoardQuerySet:
    """The active boards whose meetings this member may plan."""
    boards: BoardQuerySet = Board.objects.active()
    if member.may(PLAN_MEETING.code):
        return boards
    chairs = Seat.objects.sitting(today_here()).filter(is_chair=True, member=member)
    return boards.filter(pk__in=chairs.order_by().values("board"))
