"""Pages of audits, findings, the fast lane and the auditor's room."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.actions.audit_fieldwork import begin_fieldwork
from governance.choices import (
    AuditState,
    FindingSeverity,
    FindingState,
    ItemResult,
    VoteChoice,
)
from governance.models.audits import Audit, AuditItem
from governance.models.decisions import Decision
from governance.models.findings import AuditFinding
from tests.governance.audits import ad_hoc, begun, finish, gap, gates, give, live_case
from tests.governance.conftest import new_case, new_council, open_for, vote
from tests.governance.risks import in_days


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def auditor(member):
    return member(Role.REVIEWER, name="Ada Auditor")


@pytest.fixture
def case(organization, owner):
    with scope(organization):
        return live_case(owner, title="Claims triage")


@pytest.fixture
def audit(organization, case, staff, auditor):
    with scope(organization):
        return begun(case, staff, auditor)


def text(response):
    return response.content.decode()


def test_from_the_plan_to_a_verified_finding(organization, case, owner, staff, auditor, client_for):
    planner, tester, answerer = map(client_for, (staff, auditor, owner))
    terms = {
        "about": case.reference,
        "reason": "The board asked.",
        "auditor": auditor.pk,
        "due_on": f"{in_days(20):%Y-%m-%d}",
    }
    assert planner.post(url("audit_new"), {**terms, "auditor": owner.pk}).status_code == 422
    assert case.title in text(planner.post(url("audit_new"), terms, follow=True))
    tester.post(url("audit_begin", reference="AUD-1"))
    page = text(tester.get(url("audit_fieldwork", reference="AUD-1")))
    assert "Control of discovery" in page
    assert "0 of 2" in page
    for position, result in ((1, "conforms"), (2, "minor")):
        place = url("audit_line", reference="AUD-1", position=position)
        saved = tester.post(
            place, {"result": result, "note": "Seen."}, headers={"HX-Request": "true"}
        )
        assert f"{position} of 2" in text(saved)
    assert "Raise a finding for this gap" in text(saved)
    assert tester.post(url("audit_finish", reference="AUD-1")).status_code == 409
    finding = {
        "title": "No log",
        "description": "Nobody writes one.",
        "severity": "minor",
        "owner": owner.pk,
        "due_on": "",
    }
    tester.post(url("audit_line_finding", reference="AUD-1", position=2), finding)
    tester.post(url("audit_finish", reference="AUD-1"))
    tester.post(url("audit_close", reference="AUD-1"), {"text": "One gap."})

    page = text(answerer.get(url("finding", reference="FND-1")))
    assert url("finding_answer", reference="FND-1") in page
    answerer.post(url("finding_answer", reference="FND-1"), {"text": "It is written now."})
    verify = url("finding_verify", reference="FND-1")
    assert answerer.post(verify, {"text": "Seen."}).status_code == 403
    assert "Verified." in text(tester.post(verify, {"text": "Seen."}, follow=True))
    with scope(organization):
        assert Audit.objects.get().state == AuditState.CLOSED
        assert AuditFinding.objects.get().state == FindingState.VERIFIED


def test_a_line_is_saved_without_scripts_too(organization, audit, auditor, client_for):
    place = url("audit_line", reference=audit.reference, position=1)
    answer = client_for(auditor).post(place, {"result": "not_tested", "note": ""})

    assert answer.url == url("audit_fieldwork", reference=audit.reference)
    with scope(organization):
        assert AuditItem.objects.get(position=1).result == ItemResult.NOT_TESTED


@pytest.mark.parametrize("result", ["fine", "x" * 99])
def test_a_wrong_result_is_refused(audit, auditor, client_for, result):
    place = url("audit_line", reference=audit.reference, position=1)

    assert client_for(auditor).post(place, {"result": result}).status_code == 422


def test_strangers_see_no_audit_of_other_cases(audit, owner, member, client_for):
    stranger, mine = client_for(member()), client_for(owner)
    place = url("audit_page", reference=audit.reference)

    assert stranger.get(place).status_code == 404
    assert audit.reference not in text(stranger.get(url("audits")))
    assert mine.get(place).status_code == 200
    assert audit.reference in text(mine.get(url("case_audits", reference=audit.use_case.reference)))


def test_another_organization_sees_nothing(
    organization, audit, owner, staff, member, other_organization, client_for
):
    with scope(organization):
        finding = gap(audit, owner, title="Hidden gap")
    browser = client_for(member(Role.COE_STAFF, organization=other_organization))

    for name, reference in (("audit_page", audit.reference), ("finding", finding.reference)):
        assert browser.get(url(name, org="mercy", reference=reference)).status_code == 404
    for name in ("audits", "findings", "audit_plan", "fast_lane"):
        page = browser.get(url(name, org="mercy"))
        assert page.status_code == 200
        assert "Hidden gap" not in text(page)
        assert "Claims triage" not in text(page)


def test_the_plan_shows_months_load_and_what_is_late(
    organization, case, staff, auditor, client_for
):
    with scope(organization):
        ad_hoc(case, staff, auditor, days=40)
        late = ad_hoc(case, staff)
        Audit.objects.filter(pk=late.pk).update(due_on=in_days(-3))
    page = text(client_for(staff).get(url("audit_plan")))

    assert "1 overdue" in page
    assert "1 audit has no auditor yet." in page
    assert "Audits due by month" in page


def test_the_plan_is_changed(organization, staff, client_for):
    browser = client_for(staff)
    form = browser.get(url("audit_plan_edit")).context["form"]
    terms = {**form.initial, "high_months": 3}
    del terms["after_change"]
    page = text(browser.post(url("audit_plan_edit"), terms, follow=True))

    assert "High tier every 3 months" in page


@pytest.mark.parametrize("name", ["audits", "findings", "audit_plan"])
def test_lists_cost_the_same_for_one_and_three(
    organization, case, owner, staff, auditor, client_for, name
):
    browser = client_for(staff)

    def more():
        with scope(organization):
            gap(begun(case, staff, auditor), owner)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url(name)).status_code == 200
        return len(queries)

    more()
    cost()
    one = cost()
    more()
    more()
    assert cost() == one


def test_pages_cost_the_same_for_one_and_three_findings(
    organization, audit, owner, auditor, client_for
):
    browser = client_for(auditor)

    def cost():
        total = 0
        for name in ("audit_page", "audit_fieldwork"):
            with CaptureQueriesContext(connection) as queries:
                browser.get(url(name, reference=audit.reference))
            total += len(queries)
        return total

    with scope(organization):
        gap(audit, owner)
    cost()
    one = cost()
    with scope(organization):
        gap(audit, owner, position=2)
        gap(audit, owner, position=2)
    assert cost() == one


def test_the_auditors_room_is_for_auditors(audit, member, staff, client_for):
    reader = client_for(member(Role.AUDITOR))
    page = text(reader.get(url("auditor_room")))

    assert "You read, and change nothing." in page
    assert audit.reference in page
    assert client_for(staff).get(url("auditor_room")).status_code == 403
    assert reader.post(url("audit_new"), {}).status_code == 403


def test_the_fast_lane_says_what_cannot_be_said_yet(organization, staff, client_for):
    page = text(client_for(staff).get(url("fast_lane")))

    assert "no light review is decided" in page
    assert "No sample is judged yet" in page


def test_the_fast_lane_shows_the_rate_and_the_days_saved(
    organization, owner, staff, member, client_for
):
    now = timezone.now()
    with scope(organization):
        new_council(member)
        made = (
            open_for(new_case(owner, tier="low", gates=gates("discovery"))) for _n in range(200)
        )
        drawn = next(decision for decision in made if decision.sampled_for_audit)
        audit = give(drawn.sample_audits.get(), staff)
        audit = begin_fieldwork(audit, actor=Actor.member(staff))
        gap(audit, owner, FindingSeverity.MAJOR)
        finish(audit)
        approvals = Decision.objects.count()
        with time_machine.travel(now - dt.timedelta(days=2), tick=False):
            review = open_for(new_case(owner, tier="medium"))
        vote(review, review.seats.get().voter, VoteChoice.APPROVE)
    page = text(client_for(staff).get(url("fast_lane")))

    assert "20 %" in page
    assert "10 % → 20 %" in page
    assert "0 so far" in page
    assert f"<b>{2 * approvals}</b>" in page
