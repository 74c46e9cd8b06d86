"""Expected days: the median of the last 90 days for each path."""

from __future__ import annotations

import datetime as dt

import time_machine
from django.utils import timezone

from governance.choices import Path, VoteChoice
from governance.queries.expectations import Expectation, expected_days
from tests.governance.conftest import open_for, vote


def decided_after(days: int, *, ago: int, council, make_case, owner) -> None:
    """A board decision that took so many days and ended so long ago."""
    end = timezone.now() - dt.timedelta(days=ago)
    with time_machine.travel(end - dt.timedelta(days=days), tick=False):
        review = open_for(make_case(owner=owner))
    with time_machine.travel(end, tick=False):
        for person in council.members:
            vote(review, person, VoteChoice.APPROVE)


def test_without_decisions_the_deadline_is_what_can_be_expected(in_scope):
    expected = expected_days()
    assert expected[Path.BOARD] == Expectation(15, 0)
    assert not expected[Path.BOARD].is_measured


def test_the_median_of_the_last_ninety_days(make_council, make_case, member):
    with time_machine.travel(timezone.now() - dt.timedelta(days=200), tick=False):
        council = make_council()
    owner = member()
    for days in (2, 6, 11):
        decided_after(days, ago=5, council=council, make_case=make_case, owner=owner)
    decided_after(40, ago=100, council=council, make_case=make_case, owner=owner)
    open_for(make_case(owner=owner, tier="low"))
    expected = expected_days()
    assert expected[Path.BOARD] == Expectation(6.0, 3)
    assert expected[Path.SELF_SERVICE] == Expectation(0.0, 1)
