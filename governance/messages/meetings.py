"""Tell people of a meeting: that they are asked, that it moved, what it agreed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import day_here, today_here, zone_here
from governance.choices import Capacity, Presence
from governance.declarations import meetings as told
from governance.logic.meetings import action_step
from governance.models.boards import Seat
from governance.models.meetings import ActionPoint, Attendance, Meeting


def when(meeting: Meeting) -> str:
    """The beginning in a message, on the organization's clock."""
    return date_format(timezone.localtime(meeting.starts_at, zone_here()), "j F Y, H:i T")


def tell(
    kind: NotificationKind, meeting: Meeting, people: Iterable[Membership], *, key: str
) -> list[Notification]:
    """Tell people of a meeting, each once for the same key; the new messages."""
    return notify(
        kind,
        people,
        meeting,
        context={
            "meeting": meeting.title,
            "board": meeting.board.name,
            "when": when(meeting),
            "reason": meeting.cancellation_reason,
            "agenda": "; ".join(meeting.items.values_list("title", flat=True)),
        },
        url=meeting.get_absolute_url(),
        key=f"{meeting.reference}:{key}",
    )


def guests_of(meeting: Meeting) -> list[Membership]:
    """Everybody who is asked to come, and who keeps the minutes."""
    asked = meeting.attendances.values("member")
    people = Membership.objects.current().with_user()
    return list(people.filter(pk__in=asked) | people.filter(pk=meeting.secretary_id or 0))


def chairs_of(meeting: Meeting) -> list[Membership]:
    """Who approves the minutes: the chair of today."""
    chair = Seat.objects.filter(board=meeting.board, is_chair=True)
    sitting = chair.sitting(today_here()).values("member")
    return list(Membership.objects.current().with_user().filter(pk__in=sitting))


def ask_to_stand_in(row: Attendance) -> None:
    """Tell the alternates of a seat that whoever speaks for it cannot come."""
    meeting = row.meeting
    alternates = Attendance.objects.filter(
        meeting=meeting, seat=row.seat, capacity=Capacity.ALTERNATE
    ).exclude(member=row.member)
    notify(
        told.EXCUSED,
        [one.member for one in alternates.select_related("member__user")],
        meeting,
        context={"member": str(row.member), "meeting": meeting.title, "when": when(meeting)},
        url=meeting.get_absolute_url(),
        key=f"{meeting.reference}:stand-in:{meeting.sequence}:{row.seat_id}",
    )


def report_action(point: ActionPoint) -> None:
    """Tell whoever is to do something what, and by when."""
    meeting = point.item.meeting
    notify(
        told.ACTION_MINE,
        [point.owner],
        meeting,
        context={
            "due": date_format(point.due_on, "j F Y"),
            "text": point.text,
            "meeting": meeting.title,
        },
        url=point.get_absolute_url(),
        key=f"{meeting.reference}:action:{point.pk}",
    )


def remind_of_action(pk: int, today: dt.date) -> int:
    """Say what is due to be said of one action; once it is late, the secretary hears too."""
    rows = (
        ActionPoint.objects.open()
        .with_meeting()
        .select_related("item__meeting__minutes", "item__meeting__secretary__user")
    )
    point: ActionPoint | None = rows.filter(pk=pk).locked_rows().first()
    if point is None:
        return 0
    meeting, late = point.meeting, (today - point.due_on).days
    agreed_on = day_here(meeting.minutes.approved_at)
    step = action_step(late, start=(agreed_on - point.due_on).days)
    if step is None:
        return 0
    people = [point.owner]
    if step > 0 and meeting.secretary not in {None, point.owner}:
        people.append(meeting.secretary)
    return len(
        notify(
            told.ACTION_DUE,
            people,
            meeting,
            context={
                "due": date_format(point.due_on, "j F Y"),
                "text": point.text,
                "meeting": meeting.title,
                "member": str(point.owner),
            },
            url=point.get_absolute_url(),
            key=f"{meeting.reference}:action-due:{point.pk}:{step}",
        )
    )


def announce(pk: int, now: dt.datetime) -> int:
    """Tell everybody who is asked that the meeting is near; how many were told now."""
    meeting: Meeting = Meeting.objects.select_related("board").locked(pk)
    if not meeting.is_planned or meeting.starts_at <= now:
        return 0
    key = f"near:{meeting.starts_at:%Y%m%d%H%M}"
    return len(tell(told.COMING, meeting, _coming(meeting), key=key))


def _coming(meeting: Meeting) -> list[Membership]:
    """The guests who have not said that they cannot come."""
    excused = meeting.attendances.filter(presence=Presence.EXCUSED)
    out = set(excused.values_list("member_id", flat=True))
    return [one for one in guests_of(meeting) if one.pk not in out]
