"""Amounts are shared to the cent, and nothing is lost or made up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from metrics.choices import AllocationKey, FundingModel
from metrics.logic.allocation import FundingRules, allocate, charged_part

MONEY = st.decimals(-10_000_000, 10_000_000, places=2)
WEIGHTS = st.dictionaries(
    st.integers(1, 50), st.decimals(0, 1_000_000, places=2), min_size=1, max_size=20
)


@given(MONEY, WEIGHTS)
def test_shares_add_up_and_follow_the_weights(amount, weights):
    shares = allocate(amount, weights)
    total = sum(weights.values())
    if not total:
        assert shares == {}
        return
    assert sum(shares.values()) == amount
    assert shares.keys() == {unit for unit, weight in weights.items() if weight}
    for unit, share in shares.items():
        assert abs(share - amount * weights[unit] / total) < Decimal("0.01")
        assert share == share.quantize(Decimal("0.01"))


def test_the_cents_left_over_go_to_who_lost_most():
    thirds = dict.fromkeys((1, 2, 3), Decimal(1))
    assert allocate(Decimal("100.00"), thirds) == {
        1: Decimal("33.34"),
        2: Decimal("33.33"),
        3: Decimal("33.33"),
    }
    assert allocate(Decimal("-0.02"), thirds) == {
        1: Decimal("-0.01"),
        2: Decimal("-0.01"),
        3: Decimal(0),
    }


@pytest.mark.parametrize(
    ("model", "part"),
    [
        (FundingModel.CENTRAL, "0.00"),
        (FundingModel.HYBRID, "40.00"),
        (FundingModel.CHARGEBACK, "100.00"),
    ],
)
def test_the_model_says_how_much_of_the_common_costs_is_charged(model, part):
    rules = FundingRules(model, Decimal(40), AllocationKey.HEADCOUNT, {})
    assert charged_part(Decimal(100), rules) == Decimal(part)
    assert rules.charges_direct == (model != FundingModel.CENTRAL)
