"""The API of enrolment rules and required courses: for staff, and what each refuses."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from governance.activities import VOTE
from tests.training.conftest import certify
from training.models.certificates import TrainingRequirement
from training.models.enrollments import Enrollment, EnrollmentRule

RULES = "/northbank/api/v1/enrolment-rules/"
REQUIREMENTS = "/northbank/api/v1/training-requirements/"
NOT_FOUND, FORBIDDEN = HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN


@pytest.fixture
def staff(member, api_client):
    return api_client(member(Role.COE_STAFF))


@pytest.fixture
def votes(organization, course, member):
    """A published course (C-1)."""
    with scope(organization):
        return course(member(), title="Votes")


def required(**fields):
    start = timezone.localdate() + dt.timedelta(days=30)
    return {"activity": VOTE.code, "course": "C-1", "starts_on": start.isoformat(), **fields}


def last_action(organization):
    with scope(organization):
        return AuditEvent.objects.order_by("sequence").last().action


def test_a_rule_is_made_looked_at_and_switched_on(
    organization, votes, staff, member, django_capture_on_commit_callbacks
):
    rita = member(Role.REVIEWER, name="Rita Reviewer")
    data = {"course": "C-1", "group": "role", "value": "reviewer", "days_to_complete": 14}

    made = staff.post(RULES, data)
    address = f"{RULES}{made.json()['id']}/"
    seen = staff.get(f"{address}preview/").json()
    with django_capture_on_commit_callbacks(execute=True):
        on = staff.post(f"{address}on/").json()
    after = staff.get(f"{address}preview/").json()
    off = staff.post(f"{address}off/").json()

    assert (made.status_code, made.json()["is_active"]) == (201, False)
    first = [{"id": rita.pk, "name": "Rita Reviewer", "email": rita.user.email}]
    assert seen == {
        "who": "Role: Reviewer",
        "belong": 1,
        "coming": 1,
        "first": first,
        "enrolled": 0,
    }
    assert (on["is_active"], after["coming"], after["enrolled"]) == (True, 0, 1)
    assert off == staff.get(address).json() == {**made.json(), "is_active": False}
    assert last_action(organization) == "training.rule.switched_off"
    with scope(organization):
        assert Enrollment.objects.get().member_id == rita.pk


def test_groups_tell_what_a_rule_can_name(staff):
    takes_value = {one["group"]: one["takes_value"] for one in staff.get(f"{RULES}groups/").json()}
    assert {"everybody": False, "role": True, "unit": True, "job_role": True}.items() <= (
        takes_value.items()
    )


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"group": "friends"}, ["group"]),
        ({"group": "role", "value": "king"}, ["group"]),
        ({"course": "C-99"}, ["course"]),
        ({"days_to_complete": 0}, ["days_to_complete"]),
    ],
)
def test_wrong_rules_are_not_made(organization, votes, staff, given, wrong):
    answer = staff.post(RULES, {"course": "C-1", "group": "everybody", **given})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, wrong)
    with scope(organization):
        assert not EnrollmentRule.objects.exists()


def test_a_rule_exists_once(votes, staff):
    data = {"course": "C-1", "group": "everybody"}
    staff.post(RULES, data)
    again = staff.post(RULES, data)
    assert (again.status_code, again.json()["code"]) == (409, "rule.exists")


def test_rules_are_for_staff(votes, staff, member, api_client):
    pk = staff.post(RULES, {"course": "C-1", "group": "everybody"}).json()["id"]
    for client in (api_client(member(Role.EXECUTIVE)), api_client(member())):
        for path in ("", "groups/", f"{pk}/", f"{pk}/preview/"):
            assert client.get(f"{RULES}{path}").status_code == FORBIDDEN
        for path in ("", f"{pk}/on/", f"{pk}/off/"):
            assert client.post(f"{RULES}{path}").status_code == FORBIDDEN


def test_a_course_is_required_and_no_longer(organization, votes, staff, member, api_client):
    made = staff.post(REQUIREMENTS, required(grace_days=7))
    (row,) = api_client(member()).get(REQUIREMENTS).json()["results"]
    dropped = staff.delete(f"{REQUIREMENTS}{row['id']}/")

    assert made.status_code == HTTPStatus.CREATED
    assert row == made.json()
    assert (row["activity"], row["course"], row["grace_days"]) == (VOTE.code, "C-1", 7)
    assert dropped.status_code == HTTPStatus.NO_CONTENT
    assert last_action(organization) == "training.requirement.dropped"
    assert staff.get(REQUIREMENTS).json()["results"] == []


def test_who_lacks_it_is_told_as_far_as_one_sees_people(
    organization, votes, staff, member, api_client
):
    trained, lapsed, never = (member(Role.REVIEWER, name=name) for name in ("Tia", "Lou", "Nia"))
    ended = dt.timedelta(days=-10)
    with scope(organization):
        certify(trained, votes)
        certify(lapsed, votes, lapses_in=ended)
    pk = staff.post(REQUIREMENTS, required()).json()["id"]

    def told(client):
        rows = client.get(f"{REQUIREMENTS}{pk}/lacking/").json()["results"]
        return {row["name"]: row["lapsed_at"] is not None for row in rows}

    assert {"Lou": True, "Nia": False}.items() <= told(staff).items()
    assert "Tia" not in told(staff)
    assert told(api_client(never)) == {"Nia": False}
    assert told(api_client(trained)) == {}


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"activity": "governance.dance"}, ["activity"]),
        ({"course": "C-99"}, ["course"]),
        ({"grace_days": 91}, ["grace_days"]),
        ({"starts_on": "soon"}, ["starts_on"]),
    ],
)
def test_wrong_requirements_are_not_set(organization, votes, staff, given, wrong):
    answer = staff.post(REQUIREMENTS, required(**given))
    assert (answer.status_code, list(answer.json()["errors"])) == (422, wrong)
    with scope(organization):
        assert not TrainingRequirement.objects.exists()


def test_requirements_are_set_by_staff_and_read_by_all(
    organization, votes, staff, member, api_client
):
    pk = staff.post(REQUIREMENTS, required()).json()["id"]
    again = staff.post(REQUIREMENTS, required())
    person = api_client(member())
    activities = person.get(f"{REQUIREMENTS}activities/").json()

    assert (again.status_code, again.json()["code"]) == (409, "requirement.exists")
    assert VOTE.code in {one["activity"] for one in activities}
    assert person.post(REQUIREMENTS, required()).status_code == FORBIDDEN
    assert person.delete(f"{REQUIREMENTS}{pk}/").status_code == FORBIDDEN
    with scope(organization):
        assert TrainingRequirement.objects.filter(pk=pk).exists()


def test_another_organization_finds_nothing(
    organization, votes, staff, other_organization, member, api_client
):
    rule = staff.post(RULES, {"course": "C-1", "group": "everybody"}).json()["id"]
    requirement = staff.post(REQUIREMENTS, required()).json()["id"]
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    there = "/mercy/api/v1/"

    for path in ("enrolment-rules/", "training-requirements/"):
        assert stranger.get(f"{there}{path}").json()["results"] == []
    for path in (f"enrolment-rules/{rule}/", f"enrolment-rules/{rule}/preview/"):
        assert stranger.get(f"{there}{path}").status_code == NOT_FOUND
    assert stranger.post(f"{there}enrolment-rules/{rule}/on/").status_code == NOT_FOUND
    lacking = stranger.get(f"{there}training-requirements/{requirement}/lacking/")
    assert lacking.status_code == NOT_FOUND
    gone = stranger.delete(f"{there}training-requirements/{requirement}/")
    assert gone.status_code == NOT_FOUND
    made = stranger.post(f"{there}enrolment-rules/", {"course": "C-1", "group": "everybody"})
    assert list(made.json()["errors"]) == ["course"]
    with scope(organization):
        assert not EnrollmentRule.objects.get().is_active
        assert TrainingRequirement.objects.exists()


@pytest.mark.parametrize("address", [RULES, REQUIREMENTS])
def test_lists_cost_the_same_with_1_and_30(organization, course, member, staff, address):
    owner = member()

    def add(count):
        for _number in range(count):
            with scope(organization):
                offered = course(owner).reference
            staff.post(RULES, {"course": offered, "group": "everybody"})
            staff.post(REQUIREMENTS, required(course=offered))

    def cost():
        with CaptureQueriesContext(connection) as asked:
            rows = staff.get(address).json()["results"]
        return len(asked), len(rows)

    add(1)
    staff.get(address)
    few, _one = cost()
    add(29)
    assert cost() == (few, 30)


def test_the_list_of_who_lacks_a_course_costs_the_same_with_1_and_30(votes, staff, member):
    pk = staff.post(REQUIREMENTS, required()).json()["id"]

    def cost():
        with CaptureQueriesContext(connection) as asked:
            rows = staff.get(f"{REQUIREMENTS}{pk}/lacking/").json()["results"]
        return len(asked), len(rows)

    member(Role.REVIEWER)
    cost()
    few, before = cost()
    for _number in range(29):
        member(Role.REVIEWER)
    assert cost() == (few, before + 29)
