"""Sources are declared once; a calendar holds what all of them know."""

from __future__ import annotations

import datetime as dt

import pytest
from icalendar import Calendar

from coe_portal.calendars.entries import CalendarEntry, feed
from coe_portal.calendars.sources import CalendarSource, declare_source, declared_sources

NOON = dt.datetime(2026, 11, 10, 12, tzinfo=dt.UTC)


def entry(**fields):
    values = {
        "key": "session-1",
        "title": "Prompt clinic",
        "starts_at": NOON,
        "ends_at": NOON + dt.timedelta(hours=1),
        "changed_at": NOON - dt.timedelta(days=3),
        "url": "/northbank/training/sessions/S-1/",
    }
    return CalendarEntry(**{**values, **fields})


def test_a_code_is_declared_once():
    known = declared_sources()[0]
    with pytest.raises(ValueError, match=f"{known.code} is declared twice"):
        declare_source(CalendarSource(known.code, "Again", lambda _member, _since: []))
    assert declared_sources()[0] is known


def test_a_feed_read_back():
    content = feed([entry(), entry(key="session-2", is_cancelled=True, edition=3)], "Höst: portal")
    calendar = Calendar.from_ical(content)
    first, second = calendar.walk("VEVENT")

    assert (calendar["X-WR-CALNAME"], "METHOD" in calendar) == ("Höst: portal", False)
    assert [str(one["STATUS"]) for one in (first, second)] == ["CONFIRMED", "CANCELLED"]
    assert int(second["SEQUENCE"]) == 3
    assert first["UID"] != second["UID"]
    assert first.decoded("DTSTART") == NOON
    assert first.decoded("DTSTAMP") == NOON - dt.timedelta(days=3)


def test_a_feed_is_the_same_as_long_as_nothing_changes():
    assert feed([entry()], "Portal") == feed([entry()], "Portal")


def test_no_words_of_ours_end_a_line_of_the_file():
    content = feed([entry(title="A\r\nDTEND:19700101T000000Z", place="B\nATTENDEE:x")], "Portal")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert event.decoded("DTEND") == NOON + dt.timedelta(hours=1)
    assert "ATTENDEE" not in event
