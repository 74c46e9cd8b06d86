"""Pages of sessions: what is to come, book, leave, run, take into the calendar."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions.sessions import book
from training.models.sessions import CourseSession


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def planned(organization, session, member):
    host = member(name="Hanna Host")
    with scope(organization):
        return session(host, title="Prompt clinic", seats=1)


def page_of(planned, browser):
    return browser.get(url("session", reference=planned.reference)).content.decode()


def test_booking_waiting_and_moving_up(planned, member, client_for):
    first, second = client_for(member()), client_for(member())
    reference = planned.reference

    for browser in (first, second):
        browser.post(url("session_book", reference=reference))
    assert "Give my seat back" in page_of(planned, first)
    assert "You are the first in the line." in page_of(planned, second)

    first.post(url("session_leave", reference=reference))
    assert "Give my seat back" in page_of(planned, second)
    assert "Join the waiting list" in page_of(planned, first)


def test_the_list_shows_what_is_to_come_and_ones_own_place(
    organization, planned, session, member, client_for
):
    person = member()
    with scope(organization):
        session(member(), title="Long gone", in_days=-30)
        book(planned, actor=Actor.member(person))
    browser = client_for(person)

    to_come = browser.get(url("sessions")).content.decode()
    past = browser.get(url("sessions"), {"time": "past"}).content.decode()

    assert "Prompt clinic" in to_come
    assert "Has a seat" in to_come
    assert "1 of 1" in to_come
    assert "Long gone" not in to_come
    assert "Long gone" in past


def test_staff_plan_and_hosts_change(organization, member, client_for):
    staff, host = member(Role.COE_STAFF), member(name="Hanna Host")
    start = timezone.now() + dt.timedelta(days=3)
    data = {
        "kind": "office_hours",
        "title": "Ask us",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + dt.timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "seats": "8",
        "host": host.user.email,
    }

    assert client_for(staff).post(url("session_new"), data).status_code == 302
    with scope(organization):
        planned = CourseSession.objects.get()
    assert (planned.host_id, planned.seats) == (host.pk, 8)
    edit = url("session_edit", reference=planned.reference)
    answer = client_for(host).post(edit, {**data, "place": "Room 7"}, follow=True)
    assert "Room 7" in answer.content.decode()
    assert client_for(member()).post(edit, data).status_code == 403
    assert client_for(host).post(url("session_new"), data).status_code == 403


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("host", "nobody@example.com", "Nobody in your organization"),
        ("ends_at", "2020-01-01T00:00", "after it begins"),
        ("seats", "0", "greater than or equal to 1"),
    ],
)
def test_a_wrong_field_is_refused(member, client_for, field, value, message):
    start = timezone.now() + dt.timedelta(days=3)
    staff = member(Role.COE_STAFF)
    data = {
        "kind": "workshop",
        "title": "Ask us",
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + dt.timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "host": staff.user.email,
        field: value,
    }

    answer = client_for(staff).post(url("session_new"), data)

    assert answer.status_code == 422
    assert message in answer.content.decode()


def test_calling_off_shows_why(planned, member, client_for):
    staff = client_for(member(Role.COE_STAFF))

    staff.post(url("session_cancel", reference=planned.reference), {"reason": "No room."})

    text = page_of(planned, client_for(member()))
    assert "This session was called off: No room." in text
    assert "Book a seat" not in text


def test_the_host_marks_attendance_and_prints_the_list(organization, planned, member, client_for):
    person = member(name="Gus Guest")
    with scope(organization):
        booking = book(planned, actor=Actor.member(person))
    with time_machine.travel(planned.starts_at + dt.timedelta(hours=1)):
        host = client_for(planned.host)
        sheet = host.get(url("session_sheet", reference=planned.reference))
        mark = url("session_attendance", reference=planned.reference)
        wrong = host.post(mark, {"present": ["987654"]})
        host.post(mark, {"present": [booking.pk]})

    assert "Gus Guest" in sheet.content.decode()
    assert wrong.status_code == 422
    with scope(organization):
        booking.refresh_from_db()
    assert booking.status == "attended"
    guest = client_for(person)
    assert guest.get(url("session_sheet", reference=planned.reference)).status_code == 403
    assert "Attendance list" not in page_of(planned, guest)


def test_the_calendar_entry_invites_whoever_has_a_seat(planned, member, client_for):
    guest, other = member(), member()
    browser = client_for(guest)
    browser.post(url("session_book", reference=planned.reference))

    own = browser.get(url("session_calendar", reference=planned.reference))
    others = client_for(other).get(url("session_calendar", reference=planned.reference))

    assert own["Content-Type"] == "text/calendar; charset=utf-8"
    assert Calendar.from_ical(own.content)["METHOD"] == "REQUEST"
    assert Calendar.from_ical(others.content)["METHOD"] == "PUBLISH"


def test_another_organization_has_its_own_sessions(planned, other_organization, member, client_for):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))

    assert "Prompt clinic" not in stranger.get("/mercy/training/sessions/").content.decode()
    for path in ("", "edit/", "calendar/", "sheet/"):
        answer = stranger.get(f"/mercy/training/sessions/{planned.reference}/{path}")
        assert answer.status_code == 404


def test_the_list_costs_the_same_for_one_and_thirty(
    organization, planned, session, member, client_for, django_assert_max_num_queries
):
    browser = client_for(member(Role.COE_STAFF))
    browser.get(url("sessions"))
    with django_assert_max_num_queries(17) as few:
        browser.get(url("sessions"))
    hosts = [member() for _n in range(29)]
    with scope(organization):
        for host in hosts:
            session(host, title=f"Another {host}")
    with django_assert_max_num_queries(len(few)):
        text = browser.get(url("sessions")).content.decode()
    assert text.count("Another Person") == 29
