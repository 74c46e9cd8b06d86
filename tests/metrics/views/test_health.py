"""The pages of maturity, launch, satisfaction and queue: one way through each, and who may not."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.search.queries import search
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from metrics.actions.feedback import ask_for_feedback
from metrics.actions.launch import StepTerms, plan_step
from metrics.models.feedback import Feedback
from metrics.models.launch import LaunchPlan, LaunchStep
from metrics.models.maturity import MaturityAssessment, MaturityTarget
from metrics.statements import STATEMENTS
from tests.governance.conftest import new_case, new_council, open_for

pytestmark = pytest.mark.django_db
HOME = "/northbank/metrics/health/"
MATURITY, LAUNCH = f"{HOME}maturity/", f"{HOME}launch/"


@pytest.fixture
def staff(client_for, member):
    return client_for(member(Role.COE_STAFF, name="Sam Staff"))


def test_a_self_assessment_is_opened_answered_and_closed(organization, staff):
    assert "No self-assessment yet" in staff.get(MATURITY).content.decode()
    opened = staff.post(f"{MATURITY}new/", {"title": "2026-Q4"})
    assert opened.url == f"{MATURITY}MA-1/"
    address = f"{MATURITY}MA-1/statements/{STATEMENTS[0].code}/"
    refused = staff.post(address, {"holds": "yes", "evidence": ""})
    assert refused.status_code == 422
    for statement in STATEMENTS:
        answer = staff.post(
            f"{MATURITY}MA-1/statements/{statement.code}/", {"holds": "partly", "evidence": "Seen"}
        )
        assert answer.status_code == 302
    assert answer.url == f"{MATURITY}MA-1/value/"
    staff.post(f"{MATURITY}MA-1/close/")
    page = staff.get(MATURITY)
    assert {each.standing.score for each in page.context["seen"].dimensions} == {0.5}
    with scope(organization):
        assert not MaturityAssessment.objects.get().is_open


def test_a_dimension_shows_its_statements_and_the_way_to_its_target(organization, staff):
    staff.post(f"{MATURITY}new/", {"title": "2026-Q4"})
    with scope(organization):
        due = today_here() + dt.timedelta(days=60)
    form = {"stage": "scale", "due_on": due.isoformat(), "owner": ""}
    staff.post(f"{MATURITY}targets/people/", form)
    page = staff.get(f"{MATURITY}MA-1/people/")
    assert len(page.context["answered"]) == 8
    assert len(page.context["shown"].path) == 4
    with scope(organization):
        assert MaturityTarget.objects.get().due_on == due
    assert staff.get(f"{MATURITY}targets/people/").status_code == 200
    assert staff.get(f"{MATURITY}targets/nothing/").status_code == 404
    assert staff.get(f"{MATURITY}MA-1/nothing/").status_code == 404
    assert staff.get(f"{MATURITY}MA-1/statements/nothing/").status_code == 404


def test_a_self_assessment_is_found_by_its_id_and_its_words(
    organization, other_organization, staff, client_for, member
):
    staff.post(f"{MATURITY}new/", {"title": "Heron quarter"})
    reader, stranger = member(Role.AUDITOR), member(Role.AUDITOR, organization=other_organization)
    for words in ("ma-1", "heron"):
        with scope(organization):
            assert "self_assessments" in found(words, reader)
            assert "self_assessments" not in found(words, member())
        with scope(other_organization):
            assert "self_assessments" not in found(words, stranger)
    for words, count in (("MA-1", 1), ("heron", 1), ("zebra", 0)):
        page = staff.get(f"{MATURITY}all/", {"q": words})
        assert page.context["table"].page.paginator.count == count


def found(words, person):
    return {group.key for group in search(words, actor=Actor.member(person))}


def test_the_launch_plan_is_started_changed_and_ended(organization, staff):
    assert "No launch plan yet" in staff.get(LAUNCH).content.decode()
    staff.post(f"{LAUNCH}start/", {"starts_on": "2026-03-02"})
    form = {"title": "Rent a room", "due_on": "2026-03-05", "owner": ""}
    staff.post(f"{LAUNCH}steps/", form)
    staff.post(f"{LAUNCH}steps/19/", {"state": "done", "evidence": "Room 4"})
    staff.post(f"{LAUNCH}steps/1/plan/", {**form, "title": "Name two people"})
    page = staff.get(LAUNCH)
    assert (page.context["seen"].done, page.context["seen"].wanted) == (1, 19)
    assert "Name two people" in page.content.decode()
    staff.post(f"{LAUNCH}steps/19/reopen/")
    assert staff.get(LAUNCH).context["seen"].done == 0
    staff.post(f"{LAUNCH}end/")
    with scope(organization):
        assert LaunchPlan.objects.get().ended_at is not None
    assert staff.get(f"{LAUNCH}steps/1/").status_code == 404


def test_an_owner_without_oversight_settles_their_step(organization, staff, client_for, member):
    staff.post(f"{LAUNCH}start/", {"starts_on": "2026-03-02"})
    person = member()
    with scope(organization):
        step = LaunchStep.objects.get(position=3)
        terms = StepTerms(step.title, step.due_on, person)
        plan_step(step, terms, actor=Actor.member(member(Role.COE_STAFF)))
    browser = client_for(person)
    assert browser.get(LAUNCH).status_code == 403
    assert browser.get(f"{LAUNCH}steps/2/").status_code == 403
    assert browser.get(f"{LAUNCH}steps/3/").status_code == 200
    answer = browser.post(f"{LAUNCH}steps/3/", {"state": "done", "evidence": "Chosen: hybrid"})
    assert answer.url == "/northbank/"
    with scope(organization):
        assert LaunchStep.objects.get(position=3).settled_by == person


def test_whoever_was_asked_answers_on_a_page_of_their_own(organization, client_for, member, staff):
    owner = member()
    with scope(organization):
        new_council(member)
        open_for(new_case(owner, tier="low"))
        (asked,) = ask_for_feedback(actor=Actor.system("tests"))
    address = f"{HOME}feedback/{asked.pk}/"
    assert staff.get(address).status_code == 404
    browser = client_for(owner)
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"score": "9"}).status_code == 422
    assert browser.post(address, {"score": "2", "is_anonymous": "on"}).status_code == 302
    assert browser.get(address).status_code == 404
    with scope(organization):
        assert Feedback.objects.get().member is None
    seen = staff.get(f"{HOME}satisfaction/").context["seen"]
    assert (seen.answers, seen.answered, seen.asked, seen.mean) == (1, 1, 1, None)
    assert staff.get(f"{HOME}satisfaction/answers/").context["table"].page.paginator.count == 1


def test_means_are_shown_from_three_answers_on(organization, staff):
    with scope(organization):
        for score in (1, 4, 5):
            Feedback.objects.create(path="light", score=score)
        Feedback.objects.create(kind="session", score=5)
    page = staff.get(f"{HOME}satisfaction/")
    seen = page.context["seen"]
    assert (seen.mean, seen.by_score) == (3.75, (1, 0, 0, 1, 2))
    parts = [(str(label), each.mean) for label, each in page.context["parts"]]
    assert parts == [("Light review", 3.33), ("Training session", None)]


def test_the_queue_says_when_nothing_is_known(organization, staff):
    assert "No reviews yet" in staff.get(f"{HOME}queue/").content.decode()


@pytest.mark.parametrize(
    "place", ["maturity/", "maturity/all/", "launch/", "satisfaction/", "queue/"]
)
def test_only_oversight_sees_the_pages(organization, client_for, member, place):
    assert client_for(member(Role.REVIEWER)).get(HOME + place).status_code == 403
    assert client_for(member(Role.AUDITOR)).get(HOME + place).status_code == 200


@pytest.mark.parametrize("place", ["maturity/new/", "launch/start/", "maturity/targets/value/"])
def test_only_staff_steer(organization, client_for, member, place):
    assert client_for(member(Role.EXECUTIVE)).get(HOME + place).status_code == 403


def test_another_organization_sees_none_of_it(
    organization, other_organization, staff, client_for, member
):
    staff.post(f"{MATURITY}new/", {"title": "2026-Q4"})
    staff.post(f"{LAUNCH}start/", {"starts_on": "2026-03-02"})
    browser = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert browser.get("/mercy/metrics/health/maturity/MA-1/").status_code == 404
    assert browser.get("/mercy/metrics/health/maturity/").context["subject"] is None
    assert browser.get("/mercy/metrics/health/launch/").context["subject"] is None
    assert browser.get(MATURITY).status_code == 404
