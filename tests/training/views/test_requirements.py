"""Required courses, and who could not do today what they are required for."""

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
from governance.activities import VOTE
from tests.governance.conftest import new_council
from tests.training.conftest import certify
from training.actions.requirements import RequirementTerms, require_course

DAY = dt.timedelta(days=1)


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Stella Staff")


@pytest.fixture
def required(organization, course, member, staff):
    def make(**fields):
        with scope(organization):
            terms = RequirementTerms(VOTE.code, course(member()), timezone.localdate(), **fields)
            return require_course(terms, actor=Actor.member(staff))

    return make


def test_only_those_who_vote_are_counted_and_the_grace_counts(
    organization, required, member, staff, client_for
):
    requirement = required(grace_days=5)
    with scope(organization):
        council = new_council(member)
        voters = len(council.members)
        certify(council.members[0], requirement.course, lapses_in=DAY)
        certify(council.members[1], requirement.course, lapses_in=-2 * DAY)
        certify(council.members[2], requirement.course, lapses_in=-9 * DAY)
        certify(member(name="No Voter"), requirement.course, lapses_in=DAY)
    browser = client_for(staff)

    page = browser.get(url("requirements")).content.decode()
    assert f"2 of {voters} trained" in page

    lacking = browser.get(url("requirement", pk=requirement.pk)).content.decode()
    assert str(council.members[2]) in lacking
    for trained in council.members[:2]:
        assert str(trained) not in lacking
    assert "Enrol people" in lacking


def test_a_learner_sees_only_themselves(organization, required, member, client_for):
    requirement = required()
    with scope(organization):
        council = new_council(member)
    page = client_for(council.members[0]).get(url("requirement", pk=requirement.pk))
    assert str(council.members[0]) in page.content.decode()
    assert str(council.members[1]) not in page.content.decode()


def test_the_pages_cost_the_same_for_one_and_thirty(
    organization, required, member, staff, client_for
):
    first = required()
    browser = client_for(staff)

    def cost(place):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(place).status_code == 200
        return len(queries)

    places = [url("requirements"), url("requirement", pk=first.pk)]
    with scope(organization):
        member(Role.REVIEWER)
    before = [cost(place) for place in places]
    with scope(organization):
        for _number in range(29):
            member(Role.REVIEWER)
    for _number in range(29):
        required()
    assert [cost(place) for place in places] == before
