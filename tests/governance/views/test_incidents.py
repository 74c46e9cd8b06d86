"""Pages of incidents: from report to closure, and who sees what."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.actions.incident_response import ActionPlan, agree_action
from governance.actions.incident_timeline import add_note, ask_reporter
from governance.models.incidents import Incident
from intake.choices import Stage
from intake.models.use_cases import UseCase
from tests.governance.conftest import new_case
from tests.governance.incident_rooms import (
    reported,
    reported_by_nobody,
    resolved,
    start_deadline,
    triaged,
)

NOW = "%Y-%m-%dT%H:%M"


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


def step(name, **kwargs):
    return url(f"incident_{name}", reference="INC-1", **kwargs)


def place() -> str:
    return url("incident", reference="INC-1")


def noticed() -> str:
    return (timezone.now() - dt.timedelta(hours=1)).strftime(NOW)


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Chris Staff")


@pytest.fixture
def reporter(member):
    return member(name="Rita Reporter")


@pytest.fixture
def incident(organization, reporter):
    with scope(organization):
        return reported(reporter)


@pytest.fixture
def case(organization, member):
    with scope(organization):
        return new_case(member(name="Olive Owner"))


def test_report_and_triage_suggest_a_deadline(reporter, staff, case, client_for):
    data = {
        "what_happened": "A letter went astray.\nTo a neighbour.",
        "noticed_at": noticed(),
        "harm": "harm",
        "about": case.reference,
    }
    sent = client_for(reporter).post(url("incident_new"), data, follow=True).content.decode()
    assert "A letter went astray." in sent
    assert "Start a deadline" not in sent
    data = {
        "title": "Letter astray",
        "severity": "high",
        "kind": "privacy",
        "harm": "harm",
        "use_case": case.reference,
        "lead": staff.pk,
    }
    browser = client_for(staff)
    page = browser.post(step("triage"), data, follow=True).content.decode()
    assert "GDPR, Art. 33(1) Regulation (EU) 2016/679: think of it." in page
    started = {"code": "gdpr-33", "started_at": noticed()}
    page = browser.post(step("clock_new"), started, follow=True).content.decode()
    assert "think of it" not in page
    assert "<progress" in page


def test_containment_suspends_and_the_authority_meets_the_deadline(
    organization, incident, staff, case, client_for
):
    with scope(organization):
        clock = start_deadline(triaged(incident, staff, use_case=case), staff)
    browser = client_for(staff)
    done = {"done": "Printing stopped.", "roll_back_to": "v3", "suspend": "on"}
    page = browser.post(step("contain"), done, follow=True).content.decode()
    assert "Rolled back to v3" in page
    with scope(organization):
        assert UseCase.objects.get(pk=case.pk).stage == Stage.SUSPENDED
    told = {"authority": "Data protection", "notified_at": noticed(), "clock": clock.pk}
    page = browser.post(step("notice_new"), told, follow=True).content.decode()
    assert "Data protection" in page
    assert "Met" in page


def test_closing_waits_for_review_and_actions(organization, incident, staff, client_for):
    with scope(organization):
        resolved(incident, staff)
    browser = client_for(staff)
    assert "the post-incident review" in browser.get(place()).content.decode()
    assert browser.post(step("close")).status_code == 409
    lessons = {"what_happened": "W", "root_cause": "No check.", "changes": "A check."}
    browser.post(step("review"), lessons)
    planned = {"text": "Build it", "owner": staff.pk, "due_on": f"{timezone.localdate()}"}
    browser.post(step("action_new"), planned)
    with scope(organization):
        action = incident.actions.get()
    settled = {"state": "done", "outcome": "Built."}
    browser.post(step("action_settle", action=action.pk), settled)
    assert "Closed." in browser.post(step("close"), follow=True).content.decode()
    with scope(organization):
        assert Incident.objects.get().state == "closed"


def test_messages_are_planned_and_told(organization, incident, staff, member, client_for):
    with scope(organization):
        triaged(incident, staff)
    owner = member(name="Pia Press")
    assert client_for(owner).get(place()).status_code == 404
    data = {"audience": "Press", "text": "Sorry.", "owner": owner.pk, "due_at": noticed()}
    assert (
        "Press" in client_for(staff).post(step("message_new"), data, follow=True).content.decode()
    )
    with scope(organization):
        message = incident.messages.get()
    page = client_for(owner).post(step("message_done", message=message.pk), follow=True)
    assert "Kept that they were told." in page.content.decode()


def test_a_deadline_without_pause_says_so(organization, incident, staff, client_for):
    with scope(organization):
        clock = start_deadline(triaged(incident, staff), staff)
    answer = client_for(staff).post(step("clock_pause", clock=clock.pk), {"text": "Busy."})
    assert answer.status_code == 422
    assert "allows no pause" in answer.content.decode()


def test_pause_resume_and_drop(organization, incident, staff, client_for):
    with scope(organization):
        clock = start_deadline(triaged(incident, staff), staff, "hipaa-404")
    browser = client_for(staff)
    assert "law enforcement" in browser.get(step("clock_pause", clock=clock.pk)).content.decode()
    page = browser.post(step("clock_pause", clock=clock.pk), {"text": "Police."}, follow=True)
    assert "paused at" in page.content.decode()
    page = browser.post(step("clock_resume", clock=clock.pk), follow=True).content.decode()
    assert "used up" in page
    page = browser.post(step("clock_drop", clock=clock.pk), {"text": "None."}, follow=True)
    assert "Does not apply" in page.content.decode()


def test_the_reporter_reads_what_is_for_them(organization, incident, reporter, staff, client_for):
    with scope(organization):
        act = Actor.member(staff)
        triaged(incident, staff)
        ask_reporter(incident, "Which letter?", actor=act)
        add_note(incident, "We suspect the printer.", actor=act)
    browser = client_for(reporter)
    page = browser.get(place()).content.decode()
    assert "Which letter?" in page
    assert "Please answer the team" in page
    assert "printer" not in page
    assert browser.get(step("note")).status_code == 403
    browser.post(step("answer"), {"text": "The blue one."})
    assert (
        "The blue one."
        in client_for(staff).get(url("incident", reference="INC-1")).content.decode()
    )


def test_the_team_sees_it_once_it_is_judged(organization, reporter, staff, member, client_for):
    owner = member(name="Olive Owner")
    with scope(organization):
        case = new_case(owner)
        incident = reported(reporter, about=case.reference, what_happened="Olive hides it.")
    browser, page = client_for(owner), place()
    fragment = url("case_incidents", reference=case.reference)
    assert browser.get(page).status_code == 404
    assert "Olive hides it." not in browser.get(fragment).content.decode()
    with scope(organization):
        triaged(incident, staff, use_case=case, title="Hidden letters")
    assert "Olive hides it." in browser.get(page).content.decode()
    assert "Hidden letters" in browser.get(fragment).content.decode()
    assert "Hidden letters" not in client_for(member()).get(fragment).content.decode()


def test_who_sees_which_incidents(organization, incident, reporter, staff, member, client_for):
    with scope(organization):
        mine = member(name="Ada Actor")
        plan = ActionPlan("Check", mine, timezone.localdate())
        agree_action(triaged(incident, staff), plan, actor=Actor.member(staff))
    page = place()
    seen = {
        role: client_for(member(role)).get(page).status_code
        for role in (Role.EXECUTIVE, Role.AUDITOR, Role.ORG_ADMIN, Role.REVIEWER, Role.SUBMITTER)
    }
    assert seen == {
        Role.EXECUTIVE: 200,
        Role.AUDITOR: 200,
        Role.ORG_ADMIN: 200,
        Role.REVIEWER: 404,
        Role.SUBMITTER: 404,
    }
    assert client_for(mine).get(page).status_code == 200


def test_another_organization_sees_nothing(
    organization, incident, member, other_organization, client_for
):
    with scope(other_organization):
        stranger = member(Role.COE_STAFF, organization=other_organization)
    browser = client_for(stranger)
    assert browser.get(url("incident", reference="INC-1")).status_code == 404
    there = url("incident", reference="INC-1", org=other_organization.slug)
    assert browser.get(there).status_code == 404
    listed = browser.get(url("incidents", org=other_organization.slug)).content.decode()
    assert "A letter went" not in listed
    with scope(other_organization):
        assert not Incident.objects.exists()


def test_filters_and_export(organization, reporter, staff, client_for):
    with scope(organization):
        triaged(reported(reporter), staff, title="Severe thing")
        reported(reporter, what_happened="Another thing", harm="near_miss")
    browser = client_for(staff)
    severe = browser.get(url("incidents"), {"severity": "high"}).content.decode()
    assert "Severe thing" in severe
    assert "Another thing" not in severe
    found = browser.get(url("incidents"), {"q": "another", "state": "open"}).content.decode()
    assert "Another thing" in found
    assert "Severe thing" not in found
    assert "Severe thing" not in browser.get(url("incidents"), {"overdue": "yes"}).content.decode()
    sheet = browser.get(url("incidents"), {"export": "csv", "harm": "near_miss"})
    assert b"Another thing" in b"".join(sheet)


def test_the_list_and_the_page_cost_the_same_for_one_and_many(
    organization, reporter, staff, client_for
):
    browser = client_for(staff)

    def fill(count):
        with scope(organization):
            for _number in range(count):
                incident, _code = reported_by_nobody()
                triaged(incident, staff)
                first = Incident.objects.get(number=1)
                add_note(first, "More.", actor=Actor.member(staff))
                plan = ActionPlan("More", reporter, timezone.localdate())
                agree_action(first, plan, actor=Actor.member(staff))
                if count > 1 and not first.clocks.filter(code="hipaa-404").exists():
                    start_deadline(first, staff, "hipaa-404")

    def cost(place):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(place).status_code == 200
        return len(queries)

    with scope(organization):
        start_deadline(triaged(reported(reporter), staff), staff)
    fill(1)
    places = [url("incidents"), url("incident", reference="INC-1")]
    before = [cost(place) and cost(place) for place in places]
    fill(9)
    assert [cost(place) for place in places] == before
