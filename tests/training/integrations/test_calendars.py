"""What a calendar program reads in our file."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from coe_portal.accounts.actor import Actor
from tests.training.actions.test_sessions import terms_of
from training.actions.sessions import cancel_session, change_session
from training.integrations.calendars import invitation

pytestmark = pytest.mark.usefixtures("in_scope")


def read(content):
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_an_invitation_read_back(session, member):
    host, guest = member(name="Hanna Höst"), member(name="Gus, Guest; Esq.")
    one = session(host, title="Prompts; and, more", place="Room 1", link="https://meet.example/x")
    calendar, event = read(invitation(one, guest))
    assert calendar["METHOD"] == "REQUEST"
    assert (event["SUMMARY"], event["LOCATION"]) == ("Prompts; and, more", "Room 1")
    assert event.decoded("DTSTART") == one.starts_at.replace(microsecond=0)
    assert event.decoded("DTEND") == one.ends_at.replace(microsecond=0)
    assert event["ORGANIZER"] == f"mailto:{host.user.email}"
    assert event["ATTENDEE"].params["CN"] == "Gus, Guest; Esq."
    assert "https://meet.example/x" in event["DESCRIPTION"]


def test_without_a_seat_it_is_an_announcement(session, member):
    calendar, event = read(invitation(session(member())))
    assert calendar["METHOD"] == "PUBLISH"
    assert "ATTENDEE" not in event


def test_the_same_entry_with_a_later_edition_replaces_the_first(session, member):
    host = member()
    one = session(host)
    first = read(invitation(one, host))[1]
    later = terms_of(one, starts_at=one.starts_at + dt.timedelta(hours=1))
    moved = change_session(one, later, actor=Actor.member(host))
    second = read(invitation(moved, host))[1]
    off = cancel_session(moved, "Nobody is well.", actor=Actor.member(host))
    calendar, third = read(invitation(off, host))
    assert first["UID"] == second["UID"] == third["UID"]
    assert [int(event["SEQUENCE"]) for event in (first, second, third)] == [0, 1, 2]
    assert (calendar["METHOD"], third["STATUS"]) == ("CANCEL", "CANCELLED")


def test_two_sessions_are_two_entries(session, member):
    host = member()
    entries = {str(read(invitation(session(host)))[1]["UID"]) for _n in range(2)}
    assert len(entries) == 2
