"""Members attest a policy once; who joins is asked too; a new version asks again when told to."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.audit.verification import verify_chain
from coe_portal.errors import (
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    StaleState,
)
from coe_portal.notifications.models import Notification
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from governance.actions.attestations import (
    GRACE,
    CampaignTerms,
    ask_newcomers,
    attest,
    close_campaign,
    open_campaign,
)
from governance.actions.policies import archive_policy
from governance.actions.policy_approval import Publishing
from governance.logic.policies import Share
from governance.models.attestations import Attestation, AttestationDuty, Campaign
from governance.models.policies import Policy
from governance.queries.attestations import campaign_report, owed_duties, owed_policies
from governance.tasks.policies import ask_audience, remind_of_policies
from tests.governance.policies import edit, new_policy, policy_in_force, publish

SYSTEM = Actor.system("tests")


def in_days(days: int) -> dt.date:
    return today_here() + dt.timedelta(days=days)


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Stella Staff")


@pytest.fixture
def approver(member):
    return member(Role.EXECUTIVE, name="Alma Approver")


@pytest.fixture
def policy(in_scope, staff, approver):
    return policy_in_force(staff, approver)


def asked(campaign):
    return {str(duty.member) for duty in campaign.duties.select_related("member__user")}


def test_everybody_but_auditors_is_asked_and_attests_once(policy, staff, member):
    lee = member(name="Lee")
    member(Role.AUDITOR, name="Ada Auditor")
    campaign = open_campaign(
        policy, CampaignTerms("everybody", in_days(14)), actor=Actor.member(staff)
    )
    assert asked(campaign) == {"Stella Staff", "Alma Approver", "Lee"}
    assert owed_policies(lee).count() == 1

    first = attest(policy, 1, actor=Actor.member(lee))
    assert attest(policy, 1, actor=Actor.member(lee)) == first

    assert Attestation.objects.count() == 1
    assert owed_policies(lee).count() == 0
    trail = AuditEvent.objects.about(policy).filter(action="governance.policy.attested")
    assert trail.count() == 1
    assert campaign_report(campaign).total == Share(asked=3, attested=1)


def test_only_who_is_asked_attests_and_only_what_holds(policy, staff, member):
    lee = member(name="Lee")
    with pytest.raises(RuleViolation):
        attest(policy, 1, actor=Actor.member(lee))
    open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(staff))
    with pytest.raises(StaleState):
        attest(policy, 2, actor=Actor.member(lee))
    auditor = member(Role.AUDITOR)
    with pytest.raises(NotAllowed):
        attest(policy, 1, actor=Actor.member(auditor))
    with pytest.raises(NotAllowed):
        attest(policy, 1, actor=SYSTEM)


def test_whom_when_and_of_what(policy, staff, member):
    by_staff = Actor.member(staff)
    for terms in (
        CampaignTerms("nobody-knows", in_days(9)),
        CampaignTerms("role", in_days(9), "submitter"),
        CampaignTerms("role", in_days(9), Role.MODEL_OWNER),
        CampaignTerms("everybody", in_days(-1)),
    ):
        with pytest.raises(InvalidInput):
            open_campaign(policy, terms, actor=by_staff)
    with pytest.raises(InvalidTransition):
        open_campaign(
            new_policy(staff, title="Draft"), CampaignTerms("everybody", in_days(9)), actor=by_staff
        )
    with pytest.raises(NotAllowed):
        open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(member()))
    open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=by_staff)
    with pytest.raises(RuleViolation):
        open_campaign(policy, CampaignTerms("everybody", in_days(20)), actor=by_staff)


def test_who_joins_is_asked_with_time_of_their_own(policy, staff, member):
    campaign = open_campaign(
        policy, CampaignTerms("everybody", in_days(2)), actor=Actor.member(staff)
    )
    nina = member(name="Nina New")
    assert ask_newcomers(campaign, actor=SYSTEM) == 1
    assert ask_newcomers(campaign, actor=SYSTEM) == 0
    assert AttestationDuty.objects.get(member=nina).due_on == today_here() + GRACE
    closed = close_campaign(campaign, actor=Actor.member(staff))
    member(name="Late")
    assert ask_newcomers(closed, actor=SYSTEM) == 0
    assert owed_policies(nina).count() == 0
    with pytest.raises(InvalidTransition):
        close_campaign(campaign, actor=Actor.member(staff))


def test_a_new_version_asks_again_only_when_the_publisher_says_so(policy, staff, approver, member):
    lee, max_ = member(name="Lee"), member(name="Max")
    campaign = open_campaign(
        policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(staff)
    )
    attest(policy, 1, actor=Actor.member(lee))

    edit(policy, staff, "Second")
    publish(policy, staff, approver)
    assert owed_policies(lee).count() == 0
    # Who has not attested reads the text that holds now, and that counts.
    attest(policy, 2, actor=Actor.member(max_))
    assert owed_policies(max_).count() == 0

    edit(policy, staff, "Third")
    publish(policy, staff, approver, Publishing(asks_again=True, due_on=in_days(30)))
    assert owed_policies(lee).count() == owed_policies(max_).count() == 1
    campaign.refresh_from_db()
    assert not campaign.is_open
    again = Campaign.objects.open().get()
    assert (again.group, again.version.number, again.due_on) == ("everybody", 3, in_days(30))


def test_asking_again_needs_a_day(policy, staff, approver):
    open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(staff))
    edit(policy, staff, "Second")
    with pytest.raises(InvalidInput) as refused:
        publish(policy, staff, approver, Publishing(asks_again=True))
    assert list(refused.value.errors) == ["due_on"]


def test_a_second_campaign_counts_what_was_attested(policy, staff, member):
    lee = member(Role.REVIEWER, name="Lee")
    open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(staff))
    attest(policy, 1, actor=Actor.member(lee))
    second = open_campaign(
        policy, CampaignTerms("role", in_days(9), Role.REVIEWER), actor=Actor.member(staff)
    )
    assert campaign_report(second).total == Share(asked=1, attested=1)
    assert owed_policies(lee).count() == 0


def test_two_campaigns_of_a_policy_are_one_thing_to_do(policy, staff, member):
    lee = member(Role.REVIEWER, name="Lee")
    for terms in (
        CampaignTerms("everybody", in_days(20)),
        CampaignTerms("role", in_days(9), Role.REVIEWER),
    ):
        open_campaign(policy, terms, actor=Actor.member(staff))
    assert owed_policies(lee).count() == 1
    assert [duty.due_on for duty in owed_duties(lee)] == [in_days(9)]
    attest(policy, 1, actor=Actor.member(lee))
    assert owed_duties(lee) == []


def test_an_archived_policy_asks_nobody(policy, staff, member):
    lee = member(name="Lee")
    open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(staff))
    archive_policy(policy, actor=Actor.member(staff))
    assert owed_policies(lee).count() == 0
    with pytest.raises(InvalidTransition):
        attest(policy, 1, actor=Actor.member(lee))


def test_units_stand_with_those_below_and_without_those_who_left(policy, staff, member):
    bank = BusinessUnit.objects.create(name="Bank", code="bank")
    cards = BusinessUnit.objects.create(name="Cards", code="cards", parent=bank)
    lee, max_, gone, ann, bob = (member(name=name) for name in ("Lee", "Max", "Gone", "Ann", "Bob"))
    for person, unit in ((lee, bank), (max_, cards), (gone, cards), (ann, cards), (bob, bank)):
        person.business_unit = unit
        person.save()
    campaign = open_campaign(
        policy, CampaignTerms("unit", in_days(9), "bank"), actor=Actor.member(staff)
    )
    attest(policy, 1, actor=Actor.member(max_))
    gone.is_active = False
    gone.save()
    AttestationDuty.objects.filter(member=lee).update(due_on=in_days(-1))
    report = campaign_report(campaign)
    assert [(one.unit.code, one.depth, one.share) for one in report.units] == [
        ("bank", 0, Share(4, 1, 1)),
        ("cards", 1, Share(2, 1, 0)),
    ]
    assert report.total.percent == 25


def test_organizations_ask_their_own(policy, staff, member, other_organization):
    zoe = member(Role.COE_STAFF, name="Zoe", organization=other_organization)
    open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(staff))
    with scope(other_organization):
        assert owed_policies(zoe).count() == 0
        assert not Campaign.objects.exists()
        with pytest.raises(Policy.DoesNotExist):
            attest(policy, 1, actor=Actor.member(zoe))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_attest_once(organization, member):
    with scope(organization):
        staff, approver = member(Role.COE_STAFF), member(Role.EXECUTIVE)
        policy = policy_in_force(staff, approver)
        lee = member(name="Lee")
        open_campaign(policy, CampaignTerms("everybody", in_days(9)), actor=Actor.member(staff))

    def click(_number: int) -> int:
        try:
            with scope(organization):
                return attest(policy, 1, actor=Actor.member(lee)).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=10) as pool:
        assert len(set(pool.map(click, range(20)))) == 1
    with scope(organization):
        assert Attestation.objects.count() == 1
        trail = AuditEvent.objects.filter(action="governance.policy.attested")
        assert trail.count() == 1
        assert verify_chain() is None


def test_a_large_group_is_asked_in_parts(
    policy, staff, member, organization, monkeypatch, django_capture_on_commit_callbacks
):
    """No transaction holds more than a part; everybody is asked once, and by one day."""
    monkeypatch.setattr("governance.actions.attestations.PART", 2)
    for number in range(5):
        member(name=f"Lee {number}")
    due = in_days(14)
    with django_capture_on_commit_callbacks() as waiting:
        campaign = open_campaign(policy, CampaignTerms("everybody", due), actor=Actor.member(staff))
        assert len(asked(campaign)) == 2
        assert Campaign.objects.get(pk=campaign.pk).is_asking
        assert ask_newcomers(campaign, actor=SYSTEM) == 0
    assert waiting
    ask_audience.run(organization_id=organization.pk, campaign_id=campaign.pk)

    assert len(asked(campaign)) == 7
    assert set(campaign.duties.values_list("due_on", flat=True)) == {due}
    assert not Campaign.objects.get(pk=campaign.pk).is_asking
    told = Notification.objects.filter(kind="governance.attestation_asked")
    assert told.count() == told.values("recipient").distinct().count() == 7


def test_the_clock_asks_the_rest_when_the_worker_did_not(
    policy, staff, member, organization, monkeypatch
):
    monkeypatch.setattr("governance.actions.attestations.PART", 2)
    for number in range(3):
        member(name=f"Lee {number}")
    terms = CampaignTerms("everybody", in_days(14), asks_newcomers=False)
    campaign = open_campaign(policy, terms, actor=Actor.member(staff))
    remind_of_policies(organization_id=organization.pk)
    assert len(asked(campaign)) == 5
