"""Approvals end: reminders, renewals by clock and by hand, expiry, suspension and its end."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from governance.actions.validity import ask_for_renewal, publish_terms
from governance.choices import VoteChoice
from governance.logic.validity import DEFAULT_TERMS, TierTerms
from governance.models.decisions import Decision
from governance.models.reviews import Review
from governance.tasks.validity import check_approvals
from intake.actions.lifecycle import request_move
from intake.choices import Stage
from tests.governance.conftest import make_assessment, open_for, vote


@pytest.fixture
def approval(review, council) -> Decision:
    """A high-risk case in discovery, approved for a year."""
    for person in council.members:
        vote(review, person, VoteChoice.APPROVE)
    return Decision.objects.select_related("use_case__owner").get()


@pytest.fixture
def staff(member) -> Actor:
    return Actor.member(member(Role.COE_STAFF, name="Sam Staff"))


@pytest.fixture
def owner(approval) -> Actor:
    return Actor.member(approval.use_case.owner)


def days_before_the_end(approval: Decision, days: int):
    moment = dt.datetime.combine(approval.valid_until, dt.time(12), dt.UTC)
    return time_machine.travel(moment - dt.timedelta(days=days), tick=False)


def stage_of(approval: Decision) -> str:
    approval.use_case.refresh_from_db()
    return approval.use_case.stage


def told(member, kind: str) -> int:
    return member.notifications.filter(kind=f"governance.{kind}").count()


def test_the_tier_says_for_how_long(make_case):
    low = open_for(make_case(tier="low"))
    months = DEFAULT_TERMS["low"].valid_months
    assert low.valid_until.year - timezone.now().year == months // 12


def test_the_owner_is_told_60_30_and_7_days_before(organization, approval):
    for left in range(62, -1, -1):
        with days_before_the_end(approval, left):
            check_approvals(organization_id=organization.pk)
    assert told(approval.use_case.owner, "approval_ends") == 3


def test_after_missed_days_the_latest_notice_is_given_once(organization, approval):
    for _again in range(2):
        with days_before_the_end(approval, 25):
            check_approvals(organization_id=organization.pk)
    assert told(approval.use_case.owner, "approval_ends") == 1


def test_the_clock_opens_the_renewal_at_the_lead_time_once(organization, approval):
    with days_before_the_end(approval, DEFAULT_TERMS["high"].renewal_days + 1):
        assert check_approvals(organization_id=organization.pk) == 0
    with days_before_the_end(approval, DEFAULT_TERMS["high"].renewal_days):
        assert check_approvals(organization_id=organization.pk) == 1
        assert check_approvals(organization_id=organization.pk) == 0
    renewal = Review.objects.open().get()
    assert (renewal.renews, renewal.gate) == (approval, approval.gate)
    assert told(approval.use_case.owner, "renewal_runs") == 1


def test_the_packet_of_a_renewal_says_what_has_changed(approval, owner):
    make_assessment(
        approval.use_case,
        tier="high",
        submitted_by=approval.use_case.owner,
        answers={"goal": "Help more people"},
    )
    renewal = ask_for_renewal(approval, "A new model.", actor=owner)
    said = renewal.packet.content["renewal"]
    assert said["note"] == "A new model."
    assert said["answers"] == [
        {"question": "goal", "before": "Help people", "after": "Help more people"}
    ]
    assert [move["to"] for move in said["stages"]] == ["discovery"]


def test_a_renewed_approval_takes_the_place_of_the_old(organization, approval, owner, council):
    with days_before_the_end(approval, 30):
        renewal = ask_for_renewal(approval, "Nothing has changed.", actor=owner)
        for person in council.members:
            vote(renewal, person, VoteChoice.APPROVE)
    with days_before_the_end(approval, -1):
        renewed = Decision.objects.standing().get()
        assert renewed != approval
        check_approvals(organization_id=organization.pk)
    assert stage_of(approval) == "discovery"


def test_low_risk_is_renewed_at_once_by_its_owner_and_never_by_the_clock(organization, make_case):
    approval = open_for(make_case(tier="low"))
    with days_before_the_end(approval, 10):
        assert check_approvals(organization_id=organization.pk) == 0
        assert told(approval.use_case.owner, "approval_ends") == 1
        renewed = ask_for_renewal(
            approval, "As it was.", actor=Actor.member(approval.use_case.owner)
        )
    assert renewed.valid_until > approval.valid_until


def test_an_expired_approval_suspends_once(organization, approval, council, staff):
    with days_before_the_end(approval, 0):
        check_approvals(organization_id=organization.pk)
    assert stage_of(approval) == "discovery"
    with days_before_the_end(approval, -1):
        assert check_approvals(organization_id=organization.pk) == 1
        assert check_approvals(organization_id=organization.pk) == 0
    assert stage_of(approval) == "suspended"
    assert AuditEvent.objects.filter(action="governance.approval.expired").count() == 1
    for person in (approval.use_case.owner, council.members[0], staff.membership):
        assert told(person, "approval_over") == 1


def test_a_renewal_lifts_the_suspension(organization, approval, council):
    with days_before_the_end(approval, -1):
        check_approvals(organization_id=organization.pk)
        renewal = Review.objects.open().get()
        for person in council.members:
            vote(renewal, person, VoteChoice.APPROVE)
    assert stage_of(approval) == "discovery"


def test_a_renewal_that_is_turned_down_does_not(organization, approval, council):
    with days_before_the_end(approval, -1):
        check_approvals(organization_id=organization.pk)
        renewal = Review.objects.open().get()
        for person in council.members:
            if Review.objects.open().exists():
                vote(renewal, person, VoteChoice.REJECT)
    assert stage_of(approval) == "suspended"


def test_nobody_goes_on_by_hand_without_an_approval(organization, approval, staff):
    with days_before_the_end(approval, -1):
        check_approvals(organization_id=organization.pk)
        with pytest.raises(RuleViolation):
            request_move(approval.use_case, to=Stage.DISCOVERY, actor=staff, reason="Please.")


def test_on_hold_it_expires_where_it_rests(organization, approval, staff, owner):
    request_move(approval.use_case, to=Stage.ON_HOLD, actor=staff, reason="No budget.")
    with days_before_the_end(approval, -1):
        check_approvals(organization_id=organization.pk)
    assert stage_of(approval) == "on_hold"
    assert told(owner.membership, "approval_over_at_rest") == 1


def test_what_is_over_does_not_expire(organization, approval, staff):
    request_move(approval.use_case, to=Stage.REJECTED, actor=staff, reason="Over.")
    with days_before_the_end(approval, -1):
        assert check_approvals(organization_id=organization.pk) == 0


def test_a_stranger_asks_for_no_renewal(approval, member):
    with pytest.raises(NotAllowed):
        ask_for_renewal(approval, "Please.", actor=Actor.member(member()))


def test_a_renewal_says_what_has_changed_and_runs_once(approval, owner):
    with pytest.raises(InvalidInput):
        ask_for_renewal(approval, " ", actor=owner)
    ask_for_renewal(approval, "Nothing.", actor=owner)
    with pytest.raises(InvalidTransition):
        ask_for_renewal(approval, "Nothing.", actor=owner)


def test_without_a_board_other_approvals_are_still_looked_after(
    organization, approval, council, make_case
):
    council.board.is_active = False
    council.board.save()
    with days_before_the_end(approval, 20):
        assert check_approvals(organization_id=organization.pk) == 0
    assert told(approval.use_case.owner, "approval_ends") == 1


def test_new_terms_hold_from_now_on(staff, make_case):
    short = TierTerms(6, 30, 30, frozenset({"executive"}))
    published = publish_terms({**DEFAULT_TERMS, "low": short}, actor=staff)
    with pytest.raises(InvalidTransition):
        publish_terms(published.terms, actor=staff)
    approval = open_for(make_case(tier="low"))
    assert (approval.valid_until - timezone.localdate()).days < 190


def test_terms_that_must_not_be(staff, member):
    nobody = TierTerms(12, 30, 30, frozenset())
    with pytest.raises(InvalidInput) as refused:
        publish_terms({**DEFAULT_TERMS, "high": nobody}, actor=staff)
    assert list(refused.value.errors) == ["high.acceptors"]
    with pytest.raises(NotAllowed):
        publish_terms(DEFAULT_TERMS, actor=Actor.member(member(Role.REVIEWER)))
