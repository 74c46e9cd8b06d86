"""The arithmetic of risks holds for every level and amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from governance.choices import Impact, Likelihood, RiskBand, RiskState
from governance.logic.risks import (
    BANDS,
    LEVELS,
    TRANSITIONS,
    Loss,
    Rating,
    band_of,
    may_move,
    reminder_step,
    scores_of,
)

levels = st.sampled_from(LEVELS)
amounts = st.decimals(0, 10**9, places=2)
ORDER = [band for band, _least in reversed(BANDS)]


@given(levels, levels, levels, levels)
def test_more_is_never_a_smaller_band(likelihood, impact, more_likelihood, more_impact):
    small = Rating(min(likelihood, more_likelihood), min(impact, more_impact))
    large = Rating(max(likelihood, more_likelihood), max(impact, more_impact))
    assert small.score <= large.score
    assert ORDER.index(small.band) <= ORDER.index(large.band)


@given(levels, levels)
def test_likelihood_and_impact_weigh_the_same(one, other):
    assert Rating(one, other).band == Rating(other, one).band


@pytest.mark.parametrize("pair", [(0, 3), (3, 6), (-1, -1)])
def test_nothing_lies_beside_the_map(pair):
    with pytest.raises(ValueError, match="not on the map"):
        Rating(*pair)


def test_every_score_is_in_the_range_of_its_band_only():
    for score in range(1, 26):
        holding = [band for band in RiskBand if scores_of(band)[0] <= score <= scores_of(band)[1]]
        assert holding == [band_of(score)]


def test_no_risk_scores_nothing():
    with pytest.raises(ValueError, match="No risk"):
        band_of(0)


def test_each_level_has_a_word():
    assert list(LEVELS) == Likelihood.values == Impact.values


@given(st.lists(amounts, min_size=3, max_size=3), st.decimals(0, 100, places=3))
def test_the_expected_loss_lies_between_best_and_worst(values, frequency):
    loss = Loss(*sorted(values), frequency)
    assert loss.is_ordered
    assert loss.low <= loss.single <= loss.high
    cent = Decimal("0.01")
    assert loss.low * frequency - cent <= loss.annual <= loss.high * frequency + cent


@given(st.lists(amounts, min_size=3, max_size=3), st.decimals(0, 50, places=3))
def test_twice_as_often_costs_twice_as_much(values, frequency):
    values = sorted(values)
    once, twice = Loss(*values, frequency), Loss(*values, 2 * frequency)
    assert abs(twice.annual - 2 * once.annual) <= Decimal("0.02")


def test_the_likely_loss_weighs_most():
    assert Loss(Decimal(0), Decimal(60), Decimal(600), Decimal(2)).annual == Decimal("280.00")


@pytest.mark.parametrize("values", [(2, 1, 3, 1), (1, 3, 2, 1), (-1, 1, 2, 1), (1, 2, 3, -1)])
def test_losses_have_an_order(values):
    assert not Loss(*map(Decimal, values)).is_ordered


def test_every_state_can_be_left_and_none_leads_to_itself():
    assert set(TRANSITIONS) == set(RiskState)
    for state, following in TRANSITIONS.items():
        assert following
        assert not may_move(state, state)


@given(st.integers(-400, 400))
def test_reminders_come_in_order_and_never_too_early(days_left):
    step = reminder_step(days_left)
    assert (step is None) == (days_left > 30)
    if step is not None and not step.startswith("late"):
        assert int(step) >= max(days_left, 0)


def test_one_date_gives_one_name_for_each_step():
    steps = list(dict.fromkeys(reminder_step(days) for days in range(40, -16, -1)))
    assert steps == [None, "30", "7", "1", "0", "late-1", "late-2"]
