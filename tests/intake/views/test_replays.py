"""Trying drafts of rules on the cases that are there: at once, or by a job."""

from __future__ import annotations

import copy

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.jobs.models import Job, JobState
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.scope import scope
from intake import catalogs
from intake.actions import rulebooks
from intake.actions.replays import request_replay
from intake.models import Rubric, TierPolicy
from intake.queries import replays
from intake.queries.replays import replay, replay_of
from intake.tasks import replay_rules
from tests.fixtures.organizations import OPERATOR

pytestmark = pytest.mark.usefixtures("rules")


@pytest.fixture
def staff(member, client_for):
    return client_for(member(Role.COE_STAFF))


@pytest.fixture
def stricter(actor):
    """The default policy with everything that people outside see made high."""
    document = copy.deepcopy(catalogs.load("risk_tiers"))
    rule = next(rule for rule in document["rules"] if rule["id"] == "M1")
    rule["tier"] = "high"
    document["vignettes"] = []
    return rulebooks.draft_document(TierPolicy, document, title="Stricter", actor=actor)


@pytest.fixture
def steeper(actor):
    """The default rubric with all of the priority in the value."""
    document = copy.deepcopy(catalogs.load("default_rubric"))
    for axis in document["axes"]:
        axis["weight"] = {"value": 1.0, "risk": axis["weight"]}.get(axis["axis"], 0.0)
    return rulebooks.draft_document(Rubric, document, title="Steeper", actor=actor)


@pytest.fixture
def large(monkeypatch):
    """A portfolio of two is too large to wait for, and read case by case."""
    monkeypatch.setattr(replays, "AT_ONCE", 1)
    monkeypatch.setattr(replays, "CHUNK", 1)


def fragment(client, draft):
    url = org_url("intake:rules_replay", kind=draft.KIND, version=draft.version)
    return client.get(url).content.decode()


def try_all(client, draft):
    url = org_url("intake:rules_replay_all", kind=draft.KIND, version=draft.version)
    return client.post(url)


def test_a_policy_is_tried_on_the_cases_that_are_there(submit, staff, stricter):
    submit(title="Seen by customers", customer_facing=True)
    submit(title="Inside")

    found = replay(stricter)

    assert (found.looked_at, found.moved) == (2, 1)
    assert [(move.tiers, move.cases) for move in found.moves] == [
        (("medium", "high"), [("UC-1", "Seen by customers", "")])
    ]
    assert "1 of 2 submitted use cases would change." in fragment(staff, stricter)


def test_a_rubric_is_tried_on_the_cases_that_are_there(submit, staff, steeper):
    before = submit(title="Claims letters")
    value = before.scores["value"]["score"]
    after = value - 0.3 * before.scores["risk"]["score"]

    (move,) = replay(steeper).moves

    assert move.cases == [("UC-1", "Claims letters", f"{before.priority:.1f} → {after:.1f}")]
    assert move.label.startswith("Priority rises" if after > before.priority else "Priority falls")
    assert "1 of 1 submitted use cases would change." in fragment(staff, steeper)


@pytest.mark.parametrize("model", [TierPolicy, Rubric])
def test_what_is_in_force_moves_nothing(submit, model):
    submit(customer_facing=True, p_manipulation="unsure")
    submit(p_social_scoring=True)
    submit(third_party_model=True)

    assert replay(model.objects.get()).moves == []


def test_a_large_portfolio_is_read_to_the_end_by_a_job(
    submit, staff, stricter, large, django_capture_on_commit_callbacks
):
    for number in range(3):
        submit(title=f"Case {number}", customer_facing=True)
    offered = fragment(staff, stricter)

    with django_capture_on_commit_callbacks(execute=True):
        answer = try_all(staff, stricter)

    job = Job.objects.get()
    shown = fragment(staff, stricter)
    assert "Try it on all use cases" in offered
    assert answer.url == stricter.get_absolute_url()
    assert (job.state, job.total, job.done) == (JobState.SUCCEEDED, 3, 3)
    assert replay_of(job) == replay(stricter)
    assert "3 of 3 submitted use cases would change." in shown
    assert AuditEvent.objects.filter(action="intake.rules.tried").count() == 1


def test_a_draft_that_changed_since_is_to_be_tried_again(
    submit, staff, stricter, large, actor, django_capture_on_commit_callbacks
):
    submit(customer_facing=True)
    submit()
    with django_capture_on_commit_callbacks(execute=True):
        try_all(staff, stricter)

    rulebooks.edit_document(stricter, {**stricter.document, "note": "Changed."}, actor=actor)

    shown = fragment(staff, stricter)
    assert "would change" not in shown
    assert "Try it on all use cases" in shown


def test_a_draft_is_tried_once_at_a_time_and_shows_how_far(submit, staff, stricter, large, actor):
    submit()
    submit()
    job = request_replay(stricter, actor=actor)

    assert f"/jobs/{job.reference}/" in fragment(staff, stricter)
    assert try_all(staff, stricter).status_code == 409
    assert Job.objects.count() == 1


def test_a_draft_broken_meanwhile_fails_its_job_with_the_reason(stricter, actor, organization):
    job = request_replay(stricter, actor=actor)
    rulebooks.edit_document(stricter, {"questions": [], "rules": [{}]}, actor=actor)

    replay_rules(organization_id=organization.pk, job_id=job.pk, kind=stricter.KIND)

    job.refresh_from_db()
    assert (job.state, bool(job.message)) == (JobState.FAILED, True)


def test_only_policies_and_rubrics_are_tried(staff):
    url = org_url("intake:rules_replay_all", kind="questionnaire", version=1)

    assert staff.post(url).status_code == 404


def test_a_member_without_the_right_tries_nothing(browser, stricter):
    assert try_all(browser, stricter).status_code == 403
    assert not Job.objects.exists()


def test_a_replay_never_reads_another_organization(submit, stricter, other_organization):
    submit(customer_facing=True)

    with scope(other_organization):
        rulebooks.install_defaults(other_organization, actor=OPERATOR)
        assert replay(TierPolicy.objects.get()).looked_at == 0
        assert replay(Rubric.objects.get()).looked_at == 0
