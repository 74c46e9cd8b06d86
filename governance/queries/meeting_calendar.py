"""Meetings and deadlines of reviews as entries of calendars."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.calendars.entries import CalendarEntry, message
from coe_portal.notifications.kinds import Attachment
from coe_portal.notifications.models import Notification
from governance.models.meetings import Attendance, Meeting, MeetingQuerySet
from governance.models.reviews import Review

MOST_ENTRIES: Final = 500
DEADLINE: Final = timedelta(minutes=30)


def invitation(meeting: Meeting, attendee: Membership) -> bytes:
    """The meeting as an invitation; for one that was called off, what takes it out again."""
    return message(entry_of(meeting), method=_method(meeting), attendee=attendee)


def invitation_of(notification: Notification) -> Attachment | None:
    """The entry that goes with news of a meeting, for whoever is asked to it."""
    guest = notification.recipient
    meeting = _asked(guest).filter(pk=notification.subject_id or 0).first()
    if meeting is None:
        return None
    return Attachment(
        name=f"{meeting.reference}.ics",
        content=invitation(meeting, guest),
        content_type=f"text/calendar; method={_method(meeting)}",
    )


def _method(meeting: Meeting) -> str:
    return "CANCEL" if meeting.is_cancelled else "REQUEST"


def entry_of(meeting: Meeting) -> CalendarEntry:
    """The meeting for calendar programs."""
    return CalendarEntry(
        key=f"meeting-{meeting.pk}",
        title=meeting.title,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        changed_at=meeting.updated_at,
        url=meeting.get_absolute_url(),
        description=meeting.link,
        place=meeting.place or meeting.link,
        edition=meeting.sequence,
        is_cancelled=meeting.is_cancelled,
        organizer=meeting.secretary,
    )


def meetings_of(member: Membership, since: datetime) -> list[CalendarEntry]:
    """The meetings that the member is asked to, the latest first; called-off ones too."""
    latest = _asked(member).filter(ends_at__gte=since).order_by("-starts_at", "-pk")
    return [entry_of(meeting) for meeting in latest[:MOST_ENTRIES]]


def _asked(member: Membership) -> MeetingQuerySet:
    """The meetings that the member is to come to, for a seat or to keep the minutes."""
    asked = Attendance.objects.filter(member=member).values("meeting")
    found: MeetingQuerySet = Meeting.objects.filter(Q(pk__in=asked) | Q(secretary=member))
    return found.select_related("secretary__user")


def deadlines_of(member: Membership, since: datetime) -> list[CalendarEntry]:
    """The ends of the time to vote that the member still owes a vote in, the next one first."""
    owed = Review.objects.owed_by(member).filter(due_at__gte=since)
    return [_deadline(one) for one in owed.with_case().order_by("due_at", "pk")[:MOST_ENTRIES]]


def _deadline(review: Review) -> CalendarEntry:
    return CalendarEntry(
        key=f"review-{review.pk}",
        title=_("Vote on %(case)s") % {"case": review.use_case},
        starts_at=review.due_at - DEADLINE,
        ends_at=review.due_at,
        changed_at=review.updated_at,
        url=review.get_absolute_url(),
        # A later change is a later edition, whichever way the deadline moved.
        edition=int(review.updated_at.timestamp()) // 60,
    )
