"""Entries for calendar programs, as a file by RFC 5545 and RFC 5546."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from coe_portal.accounts.models import Membership

PRODUCT: Final = "-//CoE Portal//Calendar//EN"
CONTENT_TYPE: Final = "text/calendar; charset=utf-8"
REFRESHED_EVERY: Final = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEntry:
    """Something that takes place.

    A calendar replaces the entry that it has under the same `key` by one of a later `edition`.
    """

    key: str
    title: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    url: str
    description: str = ""
    place: str = ""
    edition: int = 0
    is_cancelled: bool = False
    organizer: Membership | None = None


def message(entry: CalendarEntry, *, method: str, attendee: Membership | None = None) -> bytes:
    """One entry as something to act on: PUBLISH, REQUEST (with who is invited) or CANCEL."""
    event = _event(entry, timezone.now())
    if attendee is not None:
        event.add("attendee", _address(attendee, partstat="ACCEPTED"))
    calendar = _calendar()
    calendar.add("method", method)
    calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def feed(entries: Iterable[CalendarEntry], name: str) -> bytes:
    """All entries of a calendar to subscribe to; the same bytes as long as nothing changes."""
    calendar = _calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESHED_EVERY)
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry, entry.changed_at))
    content: bytes = calendar.to_ical()
    return content


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    return calendar


def _event(entry: CalendarEntry, stamped_at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("sequence", entry.edition)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("url", f"{settings.SITE_URL}{entry.url}")
    for name, value in (("description", entry.description), ("location", entry.place)):
        if value:
            event.add(name, value)
    if entry.organizer is not None:
        event.add("organizer", _address(entry.organizer))
    return event


def _address(member: Membership, **parameters: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{member.user.email}")
    address.params["CN"] = vText(member.display_name)
    for name, value in parameters.items():
        address.params[name.upper()] = vText(value)
    return address
