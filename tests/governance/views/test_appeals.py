"""Pages of appeals: who sees them, and what they cost."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.actions.appeals import Grounds, lodge_appeal
from governance.choices import VoteChoice
from tests.governance.conftest import new_case, new_council, open_for, vote


def url(name, *, org="northbank", **kwargs):
    return reverse(f"governance:{name}", kwargs={"org": org, **kwargs})


@pytest.fixture
def rejected(organization, member):
    with scope(organization):
        council = new_council(member)

    def make():
        with scope(organization):
            review = open_for(new_case(member(name="Olive Owner"), tier="high"))
            votes = [vote(review, person, VoteChoice.REJECT) for person in council.members[:3]]
            return next(one for one in votes if one is not None)

    return make


@pytest.fixture
def appealed(organization, rejected):
    def make():
        decision = rejected()
        with scope(organization):
            actor = Actor.member(decision.use_case.owner)
            return lodge_appeal(decision, Grounds("Look again."), actor=actor)

    return make


def test_the_owner_appeals_from_the_decisions_page(organization, rejected, client_for, member):
    decision = rejected()
    with scope(organization):
        owner = decision.use_case.owner
    place = url("decision", reference=decision.reference)
    address = url("lodge_appeal", reference=decision.reference)
    browser = client_for(owner)
    assert address in browser.get(place).content.decode()
    assert address not in client_for(member()).get(place).content.decode()
    assert browser.post(address, {"grounds": ""}).status_code == 422
    page = browser.post(address, {"grounds": "Look again."}, follow=True).content.decode()
    assert "Waits for a panel" in page
    assert "Look again." in page
    assert address not in browser.get(place).content.decode()


def test_staff_are_offered_only_people_without_a_voice(appealed, client_for, member, organization):
    appeal = appealed()
    member(Role.REVIEWER, name="Fresh Mind")
    page = client_for(member(Role.COE_STAFF)).get(url("form_panel", reference=appeal.reference))
    assert "Fresh Mind" in page.content.decode()
    assert "Voter 0" not in page.content.decode()


def test_others_and_another_organization_see_nothing(
    appealed, member, other_organization, client_for
):
    place = url("appeal", reference=appealed().reference)
    assert client_for(member()).get(place).status_code == 404
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(place).status_code == 404
    theirs = url("appeal", org=other_organization.slug, reference="A-1")
    assert stranger.get(theirs).status_code == 404


def test_the_list_costs_the_same_for_one_and_thirty(appealed, member, client_for):
    browser = client_for(member(Role.AUDITOR))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(url("appeals")).status_code == 200
        return len(queries)

    appealed()
    cost()
    one = cost()
    for _number in range(29):
        appealed()
    assert cost() == one
