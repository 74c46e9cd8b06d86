"""The clock strikes twice, or not for days: owners, members and managers are told once."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
import time_machine

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.actions.attestations import CampaignTerms, attest, open_campaign
from governance.actions.policies import confirm_review
from governance.models.attestations import AttestationDuty
from governance.models.policies import Policy
from governance.tasks.policies import remind_all_of_policies
from tests.governance.policies import policy_in_force

BEGIN = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
KINDS = {
    "governance.attestation_asked": "asked",
    "governance.attestation_due": "due",
    "governance.attestation_overdue": "overdue",
    "governance.report_has_not_attested": "manager",
    "governance.policy_review_due": "review",
    "governance.policy_review_overdue": "review late",
}
YEAR = 365


def on(day):
    return time_machine.travel(BEGIN + dt.timedelta(days=day), tick=False)


def strike(organization, day, times=1):
    """The beat task runs on this day; how many heard what since the beginning, by name."""
    with on(day):
        for _n in range(times):
            remind_all_of_policies()
    return heard(organization)


def heard(organization):
    with scope(organization):
        rows = Notification.objects.filter(kind__in=KINDS).select_related("recipient__user")
        return Counter((str(row.recipient), KINDS[row.kind]) for row in rows)


@pytest.fixture
def policy(organization, member):
    with on(0), scope(organization):
        return policy_in_force(member(Role.COE_STAFF, name="Olive"), member(Role.EXECUTIVE))


@pytest.fixture
def lee_in_20_days(organization, policy, member):
    """Lee, who reports to Max, has 20 days to attest."""
    max_, lee = member(name="Max"), member(Role.MODEL_OWNER, name="Lee")
    with on(0), scope(organization):
        lee.manager = max_
        lee.save()
        terms = CampaignTerms("role", today_here() + dt.timedelta(days=20), Role.MODEL_OWNER)
        open_campaign(policy, terms, actor=Actor.member(policy.owner))
    return lee


def test_half_three_days_due_and_weekly(organization, lee_in_20_days):
    for day in range(140):
        strike(organization, day)
    assert heard(organization) == {
        ("Lee", "asked"): 1,
        ("Lee", "due"): 3,
        ("Lee", "overdue"): 12,
        ("Max", "manager"): 1,
    }


def test_each_step_on_its_day_and_once(organization, lee_in_20_days):
    asked = {("Lee", "asked"): 1}
    assert strike(organization, 9, times=2) == asked
    assert strike(organization, 10, times=2) == asked | {("Lee", "due"): 1}
    assert strike(organization, 16, times=2) == asked | {("Lee", "due"): 1}
    assert strike(organization, 17, times=2) == asked | {("Lee", "due"): 2}
    assert strike(organization, 20, times=2) == asked | {("Lee", "due"): 3}
    assert strike(organization, 26) == asked | {("Lee", "due"): 3}
    late = asked | {("Lee", "due"): 3, ("Lee", "overdue"): 1, ("Max", "manager"): 1}
    assert strike(organization, 27, times=2) == late


def test_after_missed_days_each_thing_is_told_once(organization, lee_in_20_days):
    told = {("Lee", "asked"): 1, ("Lee", "overdue"): 1, ("Max", "manager"): 1}
    assert strike(organization, 30) == told
    assert strike(organization, 33, times=2) == told


def test_who_attested_or_left_hears_nothing_more(organization, policy, lee_in_20_days, member):
    with on(5), scope(organization):
        attest(policy, 1, actor=Actor.member(lee_in_20_days))
    assert strike(organization, 40) == {("Lee", "asked"): 1}


def test_who_left_is_not_reported_to_the_manager(organization, policy, lee_in_20_days):
    with scope(organization):
        lee_in_20_days.is_active = False
        lee_in_20_days.save()
    assert strike(organization, 40) == {("Lee", "asked"): 1}


def test_a_newcomer_is_asked_by_the_clock_and_has_time(organization, lee_in_20_days, member):
    with on(30):
        member(Role.MODEL_OWNER, name="Nina")
    assert strike(organization, 31, times=2)["Nina", "asked"] == 1
    assert heard(organization)["Nina", "overdue"] == 0
    with scope(organization):
        duty = AttestationDuty.objects.get(member__user__name="Nina")
    assert duty.due_on == BEGIN.date() + dt.timedelta(days=45)
    assert strike(organization, 38)["Nina", "due"] == 1


def test_owners_review_at_30_7_and_0_days_and_weekly(organization, policy):
    for day in range(YEAR - 40, YEAR + 16):
        strike(organization, day)
    assert heard(organization) == {("Olive", "review"): 3, ("Olive", "review late"): 2}


def test_a_missed_month_tells_the_owner_once_and_a_review_ends_it(organization, policy):
    late = {("Olive", "review late"): 1}
    assert strike(organization, YEAR + 10, times=2) == late
    with on(YEAR + 11), scope(organization):
        confirm_review(policy, actor=Actor.member(policy.owner))
    assert strike(organization, YEAR + 60) == late


def test_archived_policies_and_other_organizations_hear_nothing(
    organization, other_organization, policy, lee_in_20_days, member
):
    member(Role.MODEL_OWNER, name="Zoe", organization=other_organization)
    with scope(organization):
        Policy.objects.filter(pk=policy.pk).update(is_archived=True)
    assert strike(organization, YEAR + 30) == {("Lee", "asked"): 1}
    assert heard(other_organization) == {}
