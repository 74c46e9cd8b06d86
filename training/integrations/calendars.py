"""Sessions for calendar programs: one entry to download, by RFC 5545 and RFC 5546."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from coe_portal.accounts.models import Membership
from training.models.sessions import CourseSession

PRODUCT = "-//CoE Portal//Training//EN"


def invitation(session: CourseSession, attendee: Membership | None = None) -> bytes:
    """The session as an .ics file.

    With an attendee it is an invitation to them, without one an announcement; for a session that
    was called off it takes the entry out of the calendar again. UID stays the same and SEQUENCE
    grows, so that a calendar replaces the entry that it has.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", _method(session, attendee))
    calendar.add_component(_event(session, attendee))
    content: bytes = calendar.to_ical()
    return content


def _method(session: CourseSession, attendee: Membership | None) -> str:
    if session.cancelled_at is not None:
        return "CANCEL"
    return "REQUEST" if attendee is not None else "PUBLISH"


def _event(session: CourseSession, attendee: Membership | None) -> Event:
    event = Event()
    event.add("uid", f"session-{session.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", session.sequence)
    event.add("dtstamp", timezone.now().astimezone(dt.UTC))
    event.add("last-modified", session.updated_at.astimezone(dt.UTC))
    event.add("dtstart", session.starts_at.astimezone(dt.UTC))
    event.add("dtend", session.ends_at.astimezone(dt.UTC))
    event.add("summary", session.title)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    event.add("url", f"{settings.SITE_URL}{session.get_absolute_url()}")
    for name, value in (
        ("description", "\n\n".join(filter(None, [session.description, session.link]))),
        ("location", session.place or session.link),
    ):
        if value:
            event.add(name, value)
    event.add("organizer", _address(session.host))
    if attendee is not None:
        event.add("attendee", _address(attendee, partstat="ACCEPTED"))
    return event


def _address(member: Membership, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{member.user.email}")
    address.params["CN"] = vText(member.display_name)
    for name, value in parameters.items():
        address.params[name.upper()] = vText(value)
    return address
