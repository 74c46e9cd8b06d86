"""What a calendar program reads in our file."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from icalendar import Calendar

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.scope import scope
from tests.training.actions.test_sessions import terms_of
from training.actions.sessions import book, cancel_session, change_session, leave_session
from training.queries.calendar import invitation, sessions_of

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


def test_the_feed_has_seats_and_what_one_hosts(session, member):
    now, host, guest = timezone.now(), member(), member()
    seat = session(host, title="Seat")
    waits = session(host, title="Waits", seats=1)
    gave_back = session(host, title="Gave back")
    called_off = session(host, title="Called off", in_days=2)
    session(host, title="Not mine")
    book(waits, actor=Actor.member(host))
    for one in (seat, waits, gave_back, called_off):
        book(one, actor=Actor.member(guest))
    leave_session(gave_back, actor=Actor.member(guest))
    cancel_session(called_off, "Nobody is well.", actor=Actor.member(host))

    own = {one.title: one.is_cancelled for one in sessions_of(guest, now)}
    hosted = {one.title for one in sessions_of(host, now)}

    assert own == {"Seat": False, "Called off": True}
    assert hosted == {"Seat", "Waits", "Gave back", "Called off", "Not mine"}


def test_what_is_long_over_is_left_out(session, member):
    host = member()
    session(host, title="Long over", in_days=-300)
    session(host, title="Last week", in_days=-7)
    since = timezone.now() - dt.timedelta(days=180)
    assert [one.title for one in sessions_of(host, since)] == ["Last week"]


def test_a_feed_costs_the_same_for_one_and_twenty(session, member, django_assert_max_num_queries):
    host, now = member(), timezone.now()
    session(host)
    sessions_of(host, now)
    with django_assert_max_num_queries(1):
        sessions_of(host, now)
    for _n in range(20):
        session(host)
    with django_assert_max_num_queries(1):
        assert len(sessions_of(host, now)) == 21


def test_another_organization_has_its_own_feed(organization, other_organization, session, member):
    stranger = member(organization=other_organization)
    session(member(), title="Ours")
    with scope(other_organization):
        session(stranger, title="Theirs")
        assert [one.title for one in sessions_of(stranger, timezone.now())] == ["Theirs"]
