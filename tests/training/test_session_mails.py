"""Mails about sessions bring the entry for the calendar, to whoever has a seat."""

from __future__ import annotations

import datetime as dt
from email import message_from_bytes

import pytest
from django.core import mail
from icalendar import Calendar

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.scope import scope
from tests.training.actions.test_sessions import terms_of
from training.actions.sessions import book, cancel_session, change_session, leave_session


@pytest.fixture
def do(organization, django_capture_on_commit_callbacks):
    """`do(book, one, actor=…)`: the letters that an action sends, by address."""

    def act(action, *args, **kwargs):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True), scope(organization):
            action(*args, **kwargs)
        return {letter.to[0]: letter for letter in mail.outbox}

    return act


@pytest.fixture
def one(organization, session, member):
    with scope(organization):
        return session(member(name="Hanna Höst"), title="Prompt clinic", seats=1)


def entry(letter):
    """What stands in the one file of a letter, as it is sent."""
    (part,) = [
        part
        for part in message_from_bytes(letter.message().as_bytes()).walk()
        if part.get_content_type() == "text/calendar"
    ]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    assert part.get_param("method") == calendar["METHOD"]
    assert part.get_filename().endswith(".ics")
    (event,) = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


def test_booking_invites_and_waiting_does_not(one, do, member):
    first, second = member(name="Änne"), member()

    booked = do(book, one, actor=Actor.member(first))
    waits = do(book, one, actor=Actor.member(second))

    method, event = entry(booked[first.user.email])
    assert (method, str(event["SUMMARY"])) == ("REQUEST", "Prompt clinic")
    assert event["ORGANIZER"].params["CN"] == "Hanna Höst"
    assert event["ATTENDEE"] == f"mailto:{first.user.email}"
    assert "Your seat" in booked[first.user.email].subject
    assert waits == {}


def test_moving_up_invites(one, do, member):
    first, second = member(), member()
    for person in (first, second):
        do(book, one, actor=Actor.member(person))

    letters = do(leave_session, one, actor=Actor.member(first))

    assert set(letters) == {second.user.email}
    assert entry(letters[second.user.email])[0] == "REQUEST"


def test_booking_again_after_leaving_invites_again(one, do, member):
    person = member()
    do(book, one, actor=Actor.member(person))
    do(leave_session, one, actor=Actor.member(person))

    assert entry(do(book, one, actor=Actor.member(person))[person.user.email])[0] == "REQUEST"


def test_a_change_replaces_and_calling_off_takes_away_the_entry(one, do, member, organization):
    guest, waiting, host = member(), member(), Actor.member(one.host)
    for person in (guest, waiting):
        do(book, one, actor=Actor.member(person))
    later = terms_of(one, starts_at=one.starts_at + dt.timedelta(minutes=30))

    changed = do(change_session, one, later, actor=host)
    off = do(cancel_session, one, "No room.", actor=host)

    assert set(changed) == set(off) == {guest.user.email, waiting.user.email}
    assert changed[waiting.user.email].attachments == off[waiting.user.email].attachments == []
    replaced, gone = entry(changed[guest.user.email]), entry(off[guest.user.email])
    assert (replaced[0], gone[0]) == ("REQUEST", "CANCEL")
    assert replaced[1]["UID"] == gone[1]["UID"]
    assert int(replaced[1]["SEQUENCE"]) < int(gone[1]["SEQUENCE"])
