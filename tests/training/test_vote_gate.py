"""Whoever votes is trained for it, today."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.errors import RuleViolation
from coe_portal.tenancy.scope import scope
from governance.activities import VOTE
from governance.choices import VoteChoice
from governance.models.votes import Vote
from tests.governance.conftest import new_case, new_council, open_for, vote
from tests.training.conftest import certify
from training.actions.requirements import RequirementTerms, drop_requirement, require_course

DAY = dt.timedelta(days=1)


@pytest.fixture
def required(organization, course, member):
    """The course that voting requires from today on."""
    with scope(organization):
        taught = course(member(), title="Responsible AI")
        staff = Actor.member(member(Role.COE_STAFF))
        terms = RequirementTerms(VOTE.code, taught, timezone.localdate())
        require_course(terms, actor=staff)
        return taught


@pytest.fixture
def review(organization, member):
    with scope(organization):
        council = new_council(member)
        return council.members[0], open_for(new_case(member(), tier="high"))


def test_a_lapsed_certificate_keeps_from_voting_until_it_is_renewed(organization, required, review):
    voter, opened = review
    with scope(organization):
        certify(voter, required, lapses_in=-DAY)
        with pytest.raises(RuleViolation, match="Responsible AI") as refused:
            vote(opened, voter, VoteChoice.APPROVE)
        assert refused.value.code == "training.lapsed"
        assert refused.value.context["courses"] == [required.reference]
        assert not Vote.objects.exists()
        certify(voter, required, lapses_in=DAY)
        vote(opened, voter, VoteChoice.APPROVE)
        assert Vote.objects.get().member == voter


def test_dropping_the_requirement_opens_the_vote(organization, required, review, member):
    voter, opened = review
    with scope(organization):
        staff = Actor.member(member(Role.COE_STAFF))
        drop_requirement(required.requirements.get(), actor=staff)
        vote(opened, voter, VoteChoice.APPROVE)
        assert Vote.objects.count() == 1


def test_docket_and_room_name_the_course_instead_of_a_ballot(
    organization, required, review, client_for
):
    voter, opened = review
    browser = client_for(voter)
    room = browser.get(
        reverse("governance:review", kwargs={"org": "northbank", "reference": opened.reference})
    ).content.decode()
    docket = browser.get(reverse("governance:docket", kwargs={"org": "northbank"})).content.decode()
    link = f'href="/northbank/training/courses/{required.reference}/"'
    for page in (room, docket):
        assert "You cannot vote yet" in page
        assert link in page
    assert "Cast vote" not in room


def test_the_api_says_which_course(organization, required, review, api_client):
    voter, opened = review
    with scope(organization):
        digest = opened.packet.digest
    answer = api_client(voter).post(
        f"/northbank/api/v1/reviews/{opened.reference}/vote/",
        {"choice": "approve", "packet_digest": digest},
        format="json",
    )
    assert answer.status_code == 409
    assert answer.json()["code"] == "training.lapsed"
    assert "Responsible AI" in answer.json()["detail"]


def test_another_organizations_requirement_stops_nobody(
    organization, other_organization, review, course, member
):
    with scope(other_organization):
        taught = course(member(organization=other_organization))
        staff = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        require_course(RequirementTerms(VOTE.code, taught, timezone.localdate()), actor=staff)
    voter, opened = review
    with scope(organization):
        vote(opened, voter, VoteChoice.APPROVE)
        assert Vote.objects.count() == 1
