"""The rate of samples: up after a failure, step by step down after good ones, within bounds."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from governance.logic.sampling_rate import (
    ALL,
    Standing,
    after_failure,
    after_pass,
    rate_at,
    top_level,
)

rates = st.decimals(0, 100, places=2)
needs = st.integers(1, 10)
histories = st.lists(st.booleans(), max_size=60)


def standing_after(failures, base, needed):
    """The standing after these samples, oldest first; True is one that failed."""
    now = Standing()
    for failed in failures:
        now = after_failure(now, base) if failed else after_pass(now, needed)
    return now


def test_it_doubles_up_to_all():
    assert [rate_at(Decimal(10), level) for level in range(6)] == [10, 20, 40, 80, 100, 100]


def test_five_that_pass_take_one_step_back():
    assert standing_after([True, True, *[False] * 5], Decimal(10), 5) == Standing(1, 0)


def test_a_failure_begins_the_row_anew():
    assert standing_after([True, *[False] * 4, True], Decimal(10), 5) == Standing(2, 0)


@given(base=rates, needed=needs, history=histories)
def test_the_rate_stays_between_the_policys_and_all(base, needed, history):
    now = standing_after(history, base, needed)

    assert base <= rate_at(base, now.level) <= ALL
    assert 0 <= now.passed < needed


@given(base=rates, needed=needs, history=histories)
def test_a_failure_never_lowers_the_rate_and_a_pass_never_raises_it(base, needed, history):
    now = standing_after(history, base, needed)
    rate = rate_at(base, now.level)

    assert rate_at(base, after_failure(now, base).level) >= rate
    assert rate_at(base, after_pass(now, needed).level) <= rate


@given(base=st.decimals("0.01", "99.99", places=2), needed=needs, history=histories)
def test_a_failure_raises_the_rate_unless_all_are_drawn(base, needed, history):
    now = standing_after(history, base, needed)
    rate = rate_at(base, now.level)

    assert rate == ALL or rate_at(base, after_failure(now, base).level) > rate


@given(base=rates, needed=needs, history=histories)
def test_enough_good_ones_lead_back_to_the_policys_rate(base, needed, history):
    level = standing_after(history, base, needed).level
    good = [False] * (needed * level)

    assert standing_after([*history, *good], base, needed).level == 0


@given(base=rates, needed=needs, history=histories)
def test_it_never_falls_by_more_than_one_step(base, needed, history):
    now = standing_after(history, base, needed)

    assert now.level - after_pass(now, needed).level in {0, 1}


@pytest.mark.parametrize("base", [Decimal(0), Decimal(100)])
def test_none_and_all_have_no_steps(base):
    assert top_level(base) == 0
    assert rate_at(base, 7) == base
