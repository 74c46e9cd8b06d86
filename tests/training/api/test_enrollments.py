"""The API of enrolments: who is seen, enrolled and taken out again, by whom."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.actions import create_business_unit
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from tests.training.conftest import certify
from training.actions.enrolment import Enrolling, begin, enrol
from training.actions.sessions import book
from training.choices import EnrollmentSource, EnrollmentStatus
from training.models.enrollments import Enrollment

SYSTEM = Actor.system("tests")
API = "/northbank/api/v1/enrolments/"
NOT_FOUND, FORBIDDEN = HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN


def due(days):
    return timezone.localdate() + dt.timedelta(days=days)


def by_rule(days):
    return Enrolling(source=EnrollmentSource.RULE, due_on=due(days))


@pytest.fixture
def staff(member, api_client):
    return api_client(member(Role.COE_STAFF))


@pytest.fixture
def many(organization, course, member):
    """Ada of Cards, who reports to Max, is overdue (E-1); Bob enrolled himself (E-2)."""
    with scope(organization):
        bank = create_business_unit("Bank", code="bank", actor=SYSTEM)
        cards = create_business_unit("Cards", code="cards", actor=SYSTEM, parent=bank)
    people = {
        "max": member(name="Max"),
        "ada": member(name="Ada", business_unit=cards),
        "bob": member(name="Bob"),
    }
    with scope(organization):
        Membership.objects.filter(pk=people["ada"].pk).update(manager=people["max"])
        first, second = course(people["max"], title="Basics"), course(people["max"])
        enrol(first, people["ada"], actor=SYSTEM, terms=by_rule(-3))
        enrol(second, people["bob"], actor=Actor.member(people["bob"]))
    return {**people, "first": first, "second": second}


def names(answer):
    return {row["name"] for row in answer.json()["results"]}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Ada", "Bob"}),
        ({"q": "ada"}, {"Ada"}),
        ({"overdue": "yes"}, {"Ada"}),
        ({"state": "completed"}, set()),
        ({"source": "self"}, {"Bob"}),
        ({"unit": "bank"}, {"Ada"}),
        ({"unit": "nowhere"}, set()),
        ({"course": "c-1"}, {"Ada"}),
        ({"course": "C-99"}, set()),
        ({"course": "C-2", "state": "enrolled"}, {"Bob"}),
    ],
)
def test_the_list_is_narrowed_by_its_address(many, staff, query, found):
    assert names(staff.get(API, query)) == found


def test_a_row_says_who_learns_what_until_when(many, staff):
    row = staff.get(f"{API}E-1/").json()
    assert row == staff.get(API, {"q": "Ada"}).json()["results"][0]
    told = ("reference", "course", "title", "member", "name", "unit", "source", "due_on", "status")
    assert [row[key] for key in told] == [
        "E-1",
        many["first"].reference,
        "Basics",
        many["ada"].pk,
        "Ada",
        "cards",
        "rule",
        due(-3).isoformat(),
        "enrolled",
    ]


def test_each_sees_their_own_and_their_peoples(many, member, api_client):
    for person, found in (("max", {"Ada"}), ("ada", {"Ada"}), ("bob", {"Bob"})):
        assert names(api_client(many[person]).get(API)) == found
    bob = api_client(many["bob"])
    missing = bob.get(f"{API}E-99/")
    for answer in (bob.get(f"{API}E-1/"), bob.post(f"{API}E-1/withdraw/")):
        assert (answer.status_code, answer.json()) == (NOT_FOUND, missing.json())
    assert names(api_client(member(Role.EXECUTIVE)).get(API)) == {"Ada", "Bob"}


def test_another_organization_finds_nothing(many, other_organization, member, api_client):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    there = "/mercy/api/v1/enrolments/"
    data = {"course": "C-1", "emails": [many["bob"].user.email]}
    assert stranger.get(there).json()["results"] == []
    assert stranger.get(f"{there}E-1/").status_code == NOT_FOUND
    assert stranger.post(f"{there}E-1/withdraw/").status_code == NOT_FOUND
    moved = stranger.patch(f"{there}E-1/", {"due_on": None}, format="json")
    assert moved.status_code == NOT_FOUND
    refused = stranger.post(there, data, format="json")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["course"])
    unit = stranger.post(there, {"course": "C-1", "unit": "bank"}, format="json").json()
    assert sorted(unit["errors"]) == ["course", "unit"]


def test_mine_tells_what_is_due_first(organization, course, session, member, api_client):
    owner, person = member(), member()
    with scope(organization):
        late, free, held = (course(owner, title=name) for name in ("Late", "Any", "Held"))
        enrol(free, person, actor=SYSTEM)
        begin(enrol(late, person, actor=SYSTEM, terms=by_rule(-2)), actor=SYSTEM)
        certify(person, held)
        book(session(owner, title="Clinic"), actor=Actor.member(person))

    told = api_client(person).get(f"{API}mine/").json()

    courses = [(one["enrolment"]["title"], one["is_overdue"]) for one in told["open"]]
    assert courses == [("Late", True), ("Any", False)]
    assert (told["open"][0]["lessons"], told["open"][0]["read"]) == (1, 0)
    assert [(one["title"], one["status"]) for one in told["sessions"]] == [("Clinic", "seated")]
    assert [one["title"] for one in told["certificates"]] == ["Held"]
    others = api_client(owner).get(f"{API}mine/").json()
    assert others == {"open": [], "done": [], "sessions": [], "certificates": []}


def test_staff_enrol_by_address_and_unit(organization, many, staff):
    data = {
        "course": many["first"].reference,
        "emails": [many["bob"].user.email.upper(), many["ada"].user.email],
        "unit": "bank",
        "due_on": due(30).isoformat(),
    }

    made = staff.post(API, data, format="json")

    assert (made.status_code, made.json()) == (201, {"enrolled": ["E-3"], "already": 1})
    with scope(organization):
        fresh = Enrollment.objects.by_reference("E-3").get()
        assert (fresh.member_id, fresh.due_on) == (many["bob"].pk, due(30))
        event = AuditEvent.objects.order_by("sequence").last()
    assert (event.action, event.after["course"]) == ("training.enrollment.made", "C-1")


def test_a_manager_enrols_reports_and_nobody_else(organization, many, api_client):
    manager, ada, bob = api_client(many["max"]), many["ada"], many["bob"]
    data = {"course": many["second"].reference, "emails": [ada.user.email]}

    made = manager.post(API, data, format="json")
    both = manager.post(API, {**data, "emails": [ada.user.email, bob.user.email]}, format="json")
    oneself = api_client(bob).post(API, {**data, "emails": [bob.user.email]}, format="json")

    assert made.json()["enrolled"] == ["E-3"]
    assert (both.status_code, oneself.status_code) == (FORBIDDEN, FORBIDDEN)
    with scope(organization):
        assert Enrollment.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"emails": ["nobody@example.com"]}, ["emails"]),
        ({"emails": "nobody"}, ["emails"]),
        ({"course": "C-99"}, ["course"]),
        ({"unit": "nowhere"}, ["unit"]),
        ({"due_on": "2020-01-01", "unit": "cards"}, ["due_on"]),
        ({}, []),
    ],
)
def test_wrong_input_enrols_nobody(organization, many, staff, given, wrong):
    answer = staff.post(API, {"course": "C-2", **given}, format="json")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, wrong)
    with scope(organization):
        assert Enrollment.objects.count() == 2


def test_staff_and_managers_take_out_and_learners_only_what_they_chose(many, staff, api_client):
    ada, bob, manager = (api_client(many[name]) for name in ("ada", "bob", "max"))

    assert ada.post(f"{API}E-1/withdraw/").status_code == FORBIDDEN
    assert manager.post(f"{API}E-1/withdraw/").json()["status"] == EnrollmentStatus.WITHDRAWN
    assert bob.post(f"{API}e-2/withdraw/").json()["status"] == EnrollmentStatus.WITHDRAWN
    again = staff.post(f"{API}E-2/withdraw/")
    assert (again.status_code, again.json()["code"]) == (409, "enrollment.ended")


def test_staff_and_managers_move_a_due_date_and_the_learner_is_told(
    organization, many, staff, api_client
):
    ada, bob, manager = (api_client(many[name]) for name in ("ada", "bob", "max"))
    wish = {"due_on": due(14).isoformat()}

    moved = manager.patch(f"{API}E-1/", wish, format="json").json()
    staff.patch(f"{API}E-1/", wish, format="json")
    past = staff.patch(f"{API}E-1/", {"due_on": "2020-01-01"}, format="json")
    staff.post(f"{API}E-2/withdraw/")
    over = staff.patch(f"{API}E-2/", wish, format="json")

    assert moved["due_on"] == wish["due_on"]
    assert (past.status_code, list(past.json()["errors"])) == (422, ["due_on"])
    assert (over.status_code, over.json()["code"]) == (409, "enrollment.ended")
    assert ada.patch(f"{API}E-1/", wish, format="json").status_code == FORBIDDEN
    assert bob.patch(f"{API}E-1/", wish, format="json").status_code == NOT_FOUND
    with scope(organization):
        (event,) = AuditEvent.objects.filter(action="training.enrollment.due_moved")
        (told,) = Notification.objects.of(many["ada"]).filter(kind="training.due_moved")
    assert (event.before, event.after) == (
        {"due": due(-3).isoformat()},
        {"due": wish["due_on"]},
    )
    assert "Basics" in told.title
    free = manager.patch(f"{API}E-1/", {"due_on": None}, format="json").json()
    assert free["due_on"] is None


def test_a_token_that_only_reads_changes_nothing(organization, many, member, api_client):
    reader = api_client(member(Role.COE_STAFF), ["training:read"])
    data = {"course": "C-2", "unit": "cards"}
    assert names(reader.get(API)) == {"Ada", "Bob"}
    assert reader.post(API, data, format="json").status_code == FORBIDDEN
    assert reader.post(f"{API}E-1/withdraw/").status_code == FORBIDDEN
    with scope(organization):
        assert Enrollment.objects.open().count() == 2


@pytest.mark.parametrize("page", ["", "mine/"])
def test_lists_cost_the_same_with_1_and_30(organization, course, member, api_client, page):
    owner, person = member(), member(Role.COE_STAFF)
    client = api_client(person)

    def add(count):
        for _number in range(count):
            other = member()
            with scope(organization):
                offered = course(owner)
                enrol(offered, other, actor=SYSTEM, terms=by_rule(5))
                enrol(offered, person, actor=SYSTEM, terms=by_rule(5))

    def cost():
        with CaptureQueriesContext(connection) as asked:
            told = client.get(f"{API}{page}").json()
        return len(asked), len(told["open" if page else "results"])

    add(1)
    client.get(f"{API}{page}")
    few, _one = cost()
    add(29)
    assert cost() == (few, 30 if page else 50)
