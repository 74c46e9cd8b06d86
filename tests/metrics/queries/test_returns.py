"""Return and payback of money that is easy to reckon by head."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import BEGIN, END, PlainCase, store
from tests.metrics.money import Money, PlainBenefit, PlainCost, store_benefits, store_costs

pytestmark = pytest.mark.django_db
QUARTER = Quarter(2026, 3)


def month(number):
    return dt.date(2026, number, 1)


def cost(number, amount, case=None):
    return PlainCost(month(number), "platform", Decimal(amount), None, case, None, is_void=False)


def benefit(number, amount, case=0):
    settled = datetime(2026, number, 25, tzinfo=UTC)
    return PlainBenefit(case, month(number), Decimal(amount), settled, None)


# 600 are spent from January to March, then each month brings 300 and costs 50.
PROJECT = [cost(number, 200, 0) for number in (1, 2, 3)] + [
    cost(number, 50, 0) for number in range(4, 10)
]


def common(amount):
    return [cost(number, amount) for number in range(1, 10)]


@pytest.fixture
def numbers(in_scope, member):
    def reckoned(costs):
        cases = [PlainCase(BEGIN, "production", False, places=[(BEGIN, None, "")]) for _ in "ab"]
        store(cases)
        value = [benefit(number, 300) for number in range(4, 10)]
        money = Money(cases, [], [None, None], [], costs, [], [], value)
        store_costs(money)
        store_benefits(money, member(), member())
        as_of = AsOf(QUARTER, last_moment(QUARTER, UTC, END), UTC)
        return [kpi_named(code).measured(as_of) for code in ("roi", "payback")]

    return reckoned


def test_what_was_spent_beforehand_is_earned_back_by_what_a_month_leaves(numbers):
    roi, payback = numbers(PROJECT)
    assert (roi.value, payback.value) == (100, 2.4)


def test_common_costs_lower_the_return_and_lengthen_the_payback(numbers):
    roi, payback = numbers(PROJECT + common(100))
    assert (roi.value, payback.value) == (0, 4)


def test_where_nothing_is_left_in_a_month_it_is_not_paid_back(numbers):
    roi, payback = numbers(PROJECT + common(300))
    assert (roi.value, payback.value) == (-50, None)
    assert payback.inputs == 1


def test_a_case_that_only_costs_is_paid_for_by_the_others(numbers):
    roi, payback = numbers([*PROJECT, *common(100), cost(5, 90, 1)])
    assert (roi.value, payback.value) == (-4.76, 4.6)
    assert roi.inputs == payback.inputs == 2
