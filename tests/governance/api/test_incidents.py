"""The API of incidents: the same rights and refusals as the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.models.incidents import Incident
from tests.governance.conftest import new_case
from tests.governance.incident_rooms import reported, start_deadline, triaged

API = "/northbank/api/v1/incidents/"


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Chris Staff")


@pytest.fixture
def team(staff, api_client):
    client = api_client(staff)

    def send(path, data=None, method="post"):
        return getattr(client, method)(f"{API}INC-1/{path}/", data or {}, format="json")

    return send


@pytest.fixture
def incident(organization, member):
    with scope(organization):
        return reported(member(name="Rita Reporter"))


def an_hour_ago() -> str:
    return (timezone.now() - dt.timedelta(hours=1)).isoformat()


def test_a_report_by_program(organization, member, api_client):
    with scope(organization):
        case = new_case(member())
    client = api_client(member())
    data = {
        "what_happened": "It lied.",
        "noticed_at": an_hour_ago(),
        "harm": "near_miss",
        "about": case.reference,
    }
    answer = client.post(API, data, format="json")
    assert answer.status_code == 201
    assert answer.json()["use_case"] == case.reference
    assert "clocks" not in answer.json()
    assert [row["reference"] for row in client.get(API).json()["results"]] == ["INC-1"]
    bad = client.post(API, {**data, "harm": "maybe"}, format="json")
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid_input")


def test_from_triage_to_closure(organization, incident, staff, member, team):
    with scope(organization):
        case = new_case(member())
    judged = {
        "title": "It lied",
        "severity": "high",
        "kind": "privacy",
        "harm": "harm",
        "use_case": case.reference,
        "lead": staff.user.email,
    }
    assert team("triage", judged).json()["state"] == "triaged"
    clock = team("clocks", {"code": "gdpr-33", "started_at": an_hour_ago()}).json()["clocks"][0]
    refused = team(f"clocks/{clock['id']}/pause", {"text": "Busy"})
    assert (refused.status_code, refused.json()["code"]) == (409, "incident.no_pause")
    team("contain", {"done": "Off.", "suspend": True})
    with scope(organization):
        case.refresh_from_db()
    assert case.stage == "suspended"
    notice = {"authority": "DPA", "notified_at": an_hour_ago(), "clock": clock["id"]}
    assert team("notices", notice).json()["clocks"][0]["state"] == "met"
    assert team("resolve", {"text": "Fixed."}).json()["missing_to_close"]
    assert team("close").json()["code"] == "incident.not_finished"
    lessons = {"what_happened": "W", "root_cause": "R", "changes": "C"}
    assert team("review", lessons, "put").json()["review"] == lessons
    plan = {"text": "Do it", "owner": staff.user.email, "due_on": f"{timezone.localdate()}"}
    action = team("actions", plan).json()["actions"][0]
    own = team(f"actions/{action['id']}/settle", {"state": "accepted", "outcome": "No."})
    assert own.status_code == 403
    team(f"actions/{action['id']}/settle", {"state": "done", "outcome": "Yes."})
    assert team("close").json()["state"] == "closed"


def test_pause_resume_drop_note_reopen_and_dismiss(organization, incident, staff, team):
    with scope(organization):
        clock = start_deadline(triaged(incident, staff, harm="near_miss"), staff, "hipaa-404")
    place = f"clocks/{clock.pk}"
    states = [
        team(f"{place}/{step}", {"text": "Police."}).json()["clocks"][0]["state"]
        for step in ("pause", "resume", "drop")
    ]
    assert states == ["paused", "running", "dropped"]
    assert team("note", {"text": "Seen."}).json()["entries"][-1]["text"] == "Seen."
    assert team("resolve", {"text": "Fixed."}).json()["state"] == "resolved"
    assert team("reopen", {"text": "Again."}).json()["state"] == "triaged"
    assert team("dismiss", {"text": "A test."}).json()["state"] == "dismissed"


def test_questions_answers_and_messages(incident, staff, team, api_client):
    assert team("question", {"text": "When?"}).status_code == 200
    reporter = api_client(incident.reporter)
    answer = reporter.post(f"{API}INC-1/answer/", {"text": "Now."}, format="json").json()
    assert [entry["kind"] for entry in answer["entries"]] == ["question", "answer"]
    assert reporter.post(f"{API}INC-1/note/", {"text": "x"}, format="json").status_code == 403
    plan = {"audience": "Press", "text": "Sorry", "owner": staff.user.email}
    planned = team("messages", {**plan, "due_at": an_hour_ago()}).json()["messages"][0]
    done = team(f"messages/{planned['id']}/done").json()["messages"][0]
    assert done["done_at"] is not None


@pytest.mark.parametrize(
    ("field", "value"), [("use_case", "UC-99"), ("lead", "nobody@example.com")]
)
def test_who_and_what_does_not_exist_is_refused(field, value, incident, team):
    judged = {"title": "T", "severity": "low", "kind": "other", "harm": "harm", field: value}
    answer = team("triage", judged)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]


def test_others_and_another_organization_find_nothing(
    incident, member, other_organization, api_client
):
    stranger = api_client(member())
    assert stranger.get(f"{API}INC-1/").status_code == 404
    assert stranger.get(API).json()["results"] == []
    theirs = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert theirs.get(f"{API}INC-1/").status_code == 401
    there = API.replace("northbank", other_organization.slug)
    assert theirs.get(f"{there}INC-1/").status_code == 404
    assert theirs.get(there).json()["results"] == []


def test_the_list_costs_the_same_for_one_and_many(organization, staff, member, api_client):
    client = api_client(staff)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(API)
        return len(queries)

    def fill(count):
        with scope(organization):
            for _number in range(count):
                start_deadline(triaged(reported(member()), staff), staff)

    fill(1)
    cost()
    one = cost()
    fill(9)
    assert cost() == one
    with scope(organization):
        assert Incident.objects.count() == 10
