"""Whether somebody is trained for something, today."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.training.conftest import certify
from training.models.certificates import TrainingRequirement
from training.queries.currency import is_current, missing_courses

pytestmark = pytest.mark.usefixtures("in_scope")
VOTE = "governance.vote"
DAY = dt.timedelta(days=1)


@pytest.fixture
def voter(member):
    return member(Role.REVIEWER)


def require_course(course, **fields):
    values = {"starts_on": timezone.localdate(), **fields}
    return TrainingRequirement.objects.create(activity=VOTE, course=course, **values)


def test_without_a_requirement_everybody_is_current(voter, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert is_current(voter, VOTE)


def test_a_missing_certificate_is_named(voter, course, member):
    wanted = course(member())
    require_course(wanted)
    certify(member(), wanted)
    assert missing_courses(voter, VOTE) == [wanted]
    certify(voter, wanted)
    assert is_current(voter, VOTE)


@pytest.mark.parametrize(
    ("lapses_in", "grace_days", "current"),
    [(DAY, 0, True), (-DAY, 0, False), (-DAY, 2, True), (-3 * DAY, 2, False), (None, 0, True)],
)
def test_it_counts_until_it_lapses_and_for_the_grace(
    voter, course, member, lapses_in, grace_days, current
):
    wanted = course(member())
    require_course(wanted, grace_days=grace_days)
    certify(voter, wanted, lapses_in=lapses_in)
    assert is_current(voter, VOTE) is current


def test_a_revoked_certificate_does_not_count(voter, course, member):
    wanted = course(member())
    require_course(wanted)
    certify(voter, wanted, revoked_at=timezone.now(), revocation_reason="Issued by mistake")
    assert missing_courses(voter, VOTE) == [wanted]


def test_a_requirement_of_tomorrow_asks_nobody_today(voter, course, member):
    require_course(course(member()), starts_on=timezone.localdate() + DAY)
    assert is_current(voter, VOTE)


def test_another_organizations_requirements_do_not_count(voter, course, member, other_organization):
    with scope(other_organization):
        require_course(course(member(organization=other_organization)))
    assert is_current(voter, VOTE)
