"""The clock strikes twice, or not for days: audits are planned once, and people told once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.jobs.models import Job, JobState
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.scope import scope
from governance.actions.audit_findings import answer_finding
from governance.actions.audit_reports import request_report
from governance.models.audits import Audit
from governance.tasks.audits import check_all_audits, print_report
from tests.governance.audits import ad_hoc, begun, finish, gap, live_case
from tests.governance.conftest import new_case, new_council, open_for

BEGIN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
KINDS = {
    "governance.audit_due": "due",
    "governance.audit_overdue": "overdue",
    "governance.audit_late": "late",
    "governance.finding_due": "due",
    "governance.finding_overdue": "overdue",
    "governance.finding_late": "late",
}


def on(day):
    return time_machine.travel(BEGIN + dt.timedelta(days=day), tick=False)


def strike(organization, day, times=1):
    """The beat task runs on this day; how many heard what since the beginning, by name."""
    with on(day):
        for _n in range(times):
            check_all_audits()
    with scope(organization):
        rows = Notification.objects.filter(kind__in=KINDS).select_related("recipient__user")
        return Counter((str(row.recipient), KINDS[row.kind]) for row in rows)


@pytest.fixture
def people(organization, member):
    owner, auditor, boss, staff = (
        member(Role.MODEL_OWNER, name="Olga"),
        member(Role.REVIEWER, name="Ada"),
        member(Role.EXECUTIVE, name="Boss"),
        member(Role.COE_STAFF, name="Sam"),
    )
    for person in (owner, auditor):
        person.manager = boss
        with scope(organization):
            person.save()
    return owner, auditor, boss, staff


def test_each_live_case_is_planned_once(organization, people):
    owner = people[0]
    with on(0), scope(organization):
        for _n in range(3):
            live_case(owner)
    strike(organization, 1, times=2)
    strike(organization, 9)

    with scope(organization):
        assert Audit.objects.count() == 3


def test_an_approval_that_was_drawn_without_an_audit_gets_one(organization, people, member):
    with scope(organization):
        new_council(member)
        made = (open_for(new_case(people[0], tier="low")) for _n in range(200))
        drawn = next(decision for decision in made if decision.sampled_for_audit)
        Audit.objects.all().delete()
    for _n in range(2):
        check_all_audits()

    with scope(organization):
        assert Audit.objects.get().decision == drawn


def test_an_audit_reminds_before_on_and_after_its_day(organization, people):
    owner, auditor, boss, staff = map(str, people)
    with on(0), scope(organization):
        ad_hoc(live_case(people[0], stage="intake"), people[3], people[1], days=40)
    assert strike(organization, 9) == {}
    assert strike(organization, 10, times=2) == {(auditor, "due"): 1}
    assert strike(organization, 33)[auditor, "due"] == 2
    assert strike(organization, 39)[auditor, "due"] == 3
    assert strike(organization, 40)[auditor, "due"] == 4
    assert strike(organization, 46)[auditor, "overdue"] == 0
    told = strike(organization, 47, times=2)
    assert (told[auditor, "overdue"], told[boss, "late"], told[staff, "late"]) == (1, 1, 0)
    assert strike(organization, 61)[staff, "late"] == 1
    assert owner not in {name for name, _kind in strike(organization, 61)}


def test_missed_days_say_the_latest_step_only(organization, people):
    _owner, auditor, boss, staff = map(str, people)
    with on(0), scope(organization):
        ad_hoc(live_case(people[0], stage="intake"), people[3], people[1], days=40)

    assert strike(organization, 62, times=2) == {
        (auditor, "overdue"): 1,
        (boss, "late"): 1,
        (staff, "late"): 1,
    }


def test_an_answered_finding_reminds_nobody(organization, people):
    owner = str(people[0])
    with on(0), scope(organization):
        audit = begun(live_case(people[0], stage="intake"), people[3], people[1])
        finding = gap(audit, people[0])
        finish(audit)
    assert strike(organization, 60)[owner, "due"] == 1
    with on(61), scope(organization):
        answer_finding(finding, "Done.", actor=Actor.member(people[0]))
    assert strike(organization, 100)[owner, "due"] == 1
    assert strike(organization, 100)[owner, "overdue"] == 0


def test_a_worker_prints_the_report(organization, people):
    with scope(organization):
        audit = begun(live_case(people[0]), people[3], people[1])
        gap(audit, people[0])
        job = request_report(finish(audit), actor=Actor.member(people[3]))
    for _n in range(2):
        print_report(job.pk, organization_id=organization.pk)

    with scope(organization):
        job = Job.objects.get(pk=job.pk)
        assert job.state == JobState.SUCCEEDED
        with job.file.open() as pages:
            assert pages.read(5) == b"%PDF-"
