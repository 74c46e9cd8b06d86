"""The API of sessions: planned and run by hosts and staff, booked by everybody."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from training.actions.enrolment import enrol
from training.actions.sessions import book
from training.choices import BookingStatus, EnrollmentStatus
from training.models.enrollments import Enrollment
from training.models.sessions import Booking, CourseSession

SYSTEM = Actor.system("tests")
API = "/northbank/api/v1/sessions/"
ONE = f"{API}S-1/"
NOT_FOUND, FORBIDDEN = HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN


@pytest.fixture
def staff(member, api_client):
    return api_client(member(Role.COE_STAFF))


@pytest.fixture
def host(member):
    return member(name="Hanna Host")


@pytest.fixture
def planned(organization, session, host):
    """S-1, with one seat."""
    with scope(organization):
        return session(host, title="Prompt clinic", seats=1)


def terms(host, **fields):
    starts_at = timezone.now() + dt.timedelta(days=3)
    return {
        "kind": "workshop",
        "title": "Clinic",
        "host": host.user.email,
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + dt.timedelta(hours=1)).isoformat(),
        **fields,
    }


def last_action(organization):
    with scope(organization):
        return AuditEvent.objects.order_by("sequence").last().action


def titles(answer):
    return [row["title"] for row in answer.json()["results"]]


def test_a_session_is_planned_changed_and_called_off(organization, course, host, staff):
    with scope(organization):
        course(host)
    made = staff.post(API, terms(host, course="C-1", seats=5), format="json")
    changed = staff.patch(ONE, {"place": "Room 7"}, format="json").json()
    silent = staff.post(f"{ONE}cancel/", {"reason": " "})
    off = staff.post(f"{ONE}cancel/", {"reason": "The host is ill."}).json()

    assert made.status_code == HTTPStatus.CREATED
    told = ("reference", "course", "host", "seats", "seated", "waiting", "own_status")
    assert [made.json()[key] for key in told] == ["S-1", "C-1", host.user.email, 5, 0, 0, None]
    assert changed == {**made.json(), "place": "Room 7"}
    assert silent.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert (off["cancelled_at"] is not None, off["cancellation_reason"]) == (
        True,
        "The host is ill.",
    )
    assert last_action(organization) == "training.session.cancelled"
    refused = staff.post(f"{ONE}book/")
    assert (refused.status_code, refused.json()["code"]) == (409, "session.cancelled")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"host": "nobody@example.com"}, ["host"]),
        ({"course": "C-99"}, ["course"]),
        ({"seats": 0}, ["seats"]),
        ({"kind": "party"}, ["kind"]),
        ({"ends_at": "2020-01-01T10:00:00Z"}, ["ends_at"]),
    ],
)
def test_wrong_terms_plan_nothing(organization, host, staff, given, wrong):
    answer = staff.post(API, {**terms(host), **given}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, wrong)
    with scope(organization):
        assert not CourseSession.objects.exists()


def test_booking_waiting_and_moving_up(planned, member, api_client):
    first, second = api_client(member()), api_client(member())

    seated, waiting = first.post(f"{ONE}book/"), second.post(f"{ONE}book/").json()
    twice = first.post(f"{ONE}book/")
    left = first.post(f"{ONE}leave/").json()

    assert (seated.status_code, seated.json()["own_status"]) == (201, "seated")
    assert (waiting["own_status"], waiting["seated"], waiting["waiting"]) == ("waiting", 1, 1)
    assert (twice.status_code, twice.json()["code"]) == (409, "session.booked")
    assert (left["own_status"], left["seated"], left["waiting"]) == (None, 1, 0)
    assert second.get(ONE).json()["own_status"] == "seated"
    assert first.post(f"{ONE}leave/").status_code == HTTPStatus.CONFLICT


def test_the_host_sees_who_comes_and_says_who_was_there(
    organization, course, session, host, member, api_client
):
    ann, ben = member(name="Ann"), member(name="Ben")
    with scope(organization):
        taught = course(host)
        enrol(taught, ann, actor=SYSTEM)
        planned = session(host, course=taught)
        for person in (ann, ben):
            book(planned, actor=Actor.member(person))
    runs = api_client(host)
    rows = runs.get(f"{ONE}bookings/").json()["results"]
    present = {"present": [rows[0]["id"]]}

    early = runs.post(f"{ONE}attendance/", present, format="json")
    with time_machine.travel(planned.starts_at + dt.timedelta(hours=1), tick=False):
        unknown = runs.post(f"{ONE}attendance/", {"present": [0]}, format="json")
        marked = runs.post(f"{ONE}attendance/", present, format="json")

    shown = [(row["name"], row["email"], row["status"], row["position"]) for row in rows]
    assert shown == [("Ann", ann.user.email, "seated", 1), ("Ben", ben.user.email, "seated", 2)]
    assert early.status_code == HTTPStatus.CONFLICT
    assert (unknown.status_code, list(unknown.json()["errors"])) == (422, ["present"])
    assert marked.status_code == HTTPStatus.OK
    assert last_action(organization) == "training.session.attendance"
    with scope(organization):
        states = dict(Booking.objects.values_list("member_id", "status"))
        assert Enrollment.objects.get().status == EnrollmentStatus.COMPLETED
    assert states == {ann.pk: BookingStatus.ATTENDED, ben.pk: BookingStatus.ABSENT}


def test_only_hosts_and_staff_run_a_session(organization, planned, host, staff, member, api_client):
    person = api_client(member())

    assert person.post(API, terms(host), format="json").status_code == FORBIDDEN
    assert api_client(host).post(API, terms(host), format="json").status_code == FORBIDDEN
    for answer in (
        person.patch(ONE, {"title": "Mine"}, format="json"),
        person.post(f"{ONE}cancel/", {"reason": "No."}),
        person.get(f"{ONE}bookings/"),
        person.post(f"{ONE}attendance/", {"present": []}, format="json"),
    ):
        assert answer.status_code == FORBIDDEN
    for client, title in ((staff, "Staff's"), (api_client(host), "Host's")):
        changed = client.patch(ONE, {"title": title}, format="json")
        assert changed.json()["title"] == title
        assert client.get(f"{ONE}bookings/").json()["results"] == []


def test_a_token_that_only_reads_changes_nothing(organization, planned, host, api_client):
    reader = api_client(host, ["training:read"])
    assert titles(reader.get(API)) == ["Prompt clinic"]
    for path in ("book/", "leave/", "cancel/", "attendance/"):
        assert reader.post(f"{ONE}{path}").status_code == FORBIDDEN
    assert reader.patch(ONE, {"title": "Mine"}, format="json").status_code == FORBIDDEN
    with scope(organization):
        assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Prompt clinic", "Demo day"]),
        ({"time": "past"}, ["Long gone"]),
        ({"time": "all"}, ["Long gone", "Prompt clinic", "Demo day"]),
        ({"q": "demo"}, ["Demo day"]),
        ({"kind": "hackathon"}, []),
        ({"course": "C-1"}, ["Demo day"]),
        ({"course": "C-99"}, []),
    ],
)
def test_the_list_is_narrowed_by_its_address(
    organization, planned, course, session, host, staff, query, found
):
    with scope(organization):
        session(host, title="Long gone", in_days=-30)
        session(host, title="Demo day", in_days=9, course=course(host))
    assert titles(staff.get(API, query)) == found


def test_another_organization_finds_nothing(
    organization, planned, host, other_organization, member, api_client
):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    there = "/mercy/api/v1/sessions/"
    assert titles(stranger.get(there, {"time": "all"})) == []
    for path in ("S-1/", "S-1/bookings/"):
        assert stranger.get(f"{there}{path}").status_code == NOT_FOUND
    for path in ("book/", "leave/", "cancel/", "attendance/"):
        assert stranger.post(f"{there}S-1/{path}").status_code == NOT_FOUND
    assert stranger.patch(f"{there}S-1/", {"title": "X"}, format="json").status_code == NOT_FOUND
    answer = stranger.post(there, terms(host), format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["host"])


@pytest.mark.parametrize("path", ["", "S-1/bookings/"])
def test_lists_cost_the_same_with_1_and_30(organization, session, host, member, staff, path):
    def add(count):
        for _number in range(count):
            with scope(organization):
                session(member())
                first = CourseSession.objects.by_reference("S-1").get()
                book(first, actor=Actor.member(member()))

    def cost():
        with CaptureQueriesContext(connection) as asked:
            rows = staff.get(f"{API}{path}").json()["results"]
        return len(asked), len(rows)

    add(1)
    staff.get(f"{API}{path}")
    few, _one = cost()
    add(29)
    assert cost() == (few, 30)
