"""Sessions as entries of calendars: one to take away, and a member's own."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q

from coe_portal.accounts.models import Membership
from coe_portal.calendars.entries import CalendarEntry, message
from coe_portal.notifications.kinds import Attachment
from coe_portal.notifications.models import Notification
from training.models.sessions import Booking, CourseSession

MOST_ENTRIES: Final = 500


def invitation(session: CourseSession, attendee: Membership | None = None) -> bytes:
    """The session as an .ics file.

    With an attendee it is an invitation to them, without one an announcement; for a session that
    was called off it takes the entry out of the calendar again.
    """
    return message(entry_of(session), method=_method(session, attendee), attendee=attendee)


def invitation_of(notification: Notification) -> Attachment | None:
    """The entry that goes with news of a session: for whoever has a seat in it, for nobody else."""
    guest = notification.recipient
    seats = Booking.objects.seated().filter(member=guest, session=notification.subject_id)
    seat = seats.select_related("session__host__user").first()
    if seat is None:
        return None
    session = seat.session
    return Attachment(
        name=f"{session.reference}.ics",
        content=invitation(session, guest),
        content_type=f"text/calendar; method={_method(session, guest)}",
    )


def _method(session: CourseSession, attendee: Membership | None) -> str:
    if session.cancelled_at is not None:
        return "CANCEL"
    return "REQUEST" if attendee is not None else "PUBLISH"


def entry_of(session: CourseSession) -> CalendarEntry:
    """The session for calendar programs."""
    return CalendarEntry(
        key=f"session-{session.pk}",
        title=session.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        changed_at=session.updated_at,
        url=session.get_absolute_url(),
        description="\n\n".join(filter(None, [session.description, session.link])),
        place=session.place or session.link,
        edition=session.sequence,
        is_cancelled=session.cancelled_at is not None,
        organizer=session.host,
    )


def sessions_of(member: Membership, since: datetime) -> list[CalendarEntry]:
    """What the member has a seat in or hosts, the latest first; called-off sessions too."""
    seats = Booking.objects.seated().filter(member=member).values("session")
    rows = CourseSession.objects.filter(Q(pk__in=seats) | Q(host=member), ends_at__gte=since)
    latest = rows.select_related("host__user").order_by("-starts_at", "-pk")
    return [entry_of(session) for session in latest[:MOST_ENTRIES]]
