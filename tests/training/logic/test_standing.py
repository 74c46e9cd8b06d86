"""Which requirement was in force and which certificate counted, at a moment of the past."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from training.logic.standing import Held, Rule, State, rules_at, standing_at

UTC = ZoneInfo("UTC")


def day(number, hour=12):
    return dt.datetime(2026, 3, number, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "stands"),
    [(day(2), False), (day(4), False), (day(5), True), (day(9), True), (day(10), False)],
)
def test_a_rule_holds_from_its_day_until_it_is_dropped(at, stands):
    rule = Rule("C-1", 0, dt.date(2026, 3, 5), set_at=day(3), dropped_at=day(10))

    assert rules_at([rule], at, UTC) == ([rule] if stands else [])


def test_nobody_was_asked_before_it_was_said():
    backdated = Rule("C-1", 0, dt.date(2026, 1, 1), set_at=day(3))

    assert rules_at([backdated], day(2), UTC) == []


def test_the_day_is_the_organizations():
    rule = Rule("C-1", 0, dt.date(2026, 3, 5), set_at=day(1))

    assert rules_at([rule], day(4, 16), ZoneInfo("Asia/Tokyo")) == [rule]
    assert rules_at([rule], day(4, 16), UTC) == []


@pytest.mark.parametrize(
    ("held", "grace", "expected"),
    [
        ([], 0, (State.MISSING, None)),
        ([Held(day(1))], 0, (State.CURRENT, 0)),
        ([Held(day(21))], 0, (State.MISSING, None)),
        ([Held(day(1), day(25))], 0, (State.CURRENT, 0)),
        ([Held(day(1), day(20))], 0, (State.MISSING, None)),
        ([Held(day(1), day(18))], 3, (State.GRACE, 0)),
        ([Held(day(1), day(17))], 3, (State.MISSING, None)),
        ([Held(day(1), revoked_at=day(19))], 0, (State.MISSING, None)),
        ([Held(day(1), revoked_at=day(22))], 0, (State.CURRENT, 0)),
        ([Held(day(1), day(30)), Held(day(2), day(25))], 0, (State.CURRENT, 0)),
        ([Held(day(1), day(30)), Held(day(2))], 0, (State.CURRENT, 1)),
        ([Held(day(1), day(19)), Held(day(2), day(15))], 9, (State.GRACE, 0)),
    ],
)
def test_the_certificate_that_counted_longest_is_named(held, grace, expected):
    assert standing_at(held, day(20), grace) == expected
