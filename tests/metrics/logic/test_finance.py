"""What a benefit is worth: each method by a sum done by hand, and what holds for all of them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from metrics.choices import BenefitKind, BenefitParameter as P
from metrics.logic.finance import (
    LARGEST,
    METHODS,
    Interval,
    interval,
    out_of_range,
    parameters_of,
    part_of,
    worth,
)


def figures(**values):
    return {P(name): Decimal(str(value)) for name, value in values.items()}


BY_HAND = {
    BenefitKind.HOURS: (
        figures(people=120, hours=6, adoption=50, rate=45, haircut=20),
        "12960.00",  # 360 hours × 45, less a fifth
    ),
    BenefitKind.REVENUE: (
        figures(revenue=800000, lift=2, margin=30, attribution=50, haircut=25),
        "1800.00",  # 16,000 more × 30 % × half, less a quarter
    ),
    BenefitKind.COST: (
        figures(cases=1500, case_cost="4.20", adoption=80, haircut=10),
        "4536.00",
    ),
    BenefitKind.RISK: (
        figures(events_before=6, events_after=2, loss=90000, haircut=40),
        "18000.00",  # four fewer × 90,000 ÷ 12, less 40 %
    ),
    BenefitKind.QUALITY: (
        figures(errors_before=310, errors_after=150, error_cost=35, haircut=0),
        "5600.00",
    ),
}
PERCENTS = {P.ADOPTION, P.MARGIN, P.ATTRIBUTION, P.HAIRCUT, P.LIFT}


def test_every_kind_has_a_method_that_ends_with_a_haircut():
    assert set(METHODS) == set(BenefitKind)
    assert all(parameters_of(kind)[-1] == P.HAIRCUT for kind in BenefitKind)


@pytest.mark.parametrize("kind", BenefitKind)
def test_a_month_by_hand(kind):
    known, amount = BY_HAND[kind]
    assert worth(kind, known).amount == Decimal(amount)
    assert worth(kind, known, share=40).amount == Decimal(amount) * 40 / 100


def test_hours_are_counted_after_the_haircut_too():
    known, _amount = BY_HAND[BenefitKind.HOURS]
    assert worth(BenefitKind.HOURS, known).hours == Decimal("288.00")
    assert worth(BenefitKind.COST, BY_HAND[BenefitKind.COST][0]).hours is None


def test_what_got_worse_comes_out_below_zero():
    known = figures(errors_before=10, errors_after=30, error_cost=5, haircut=0)
    assert worth(BenefitKind.QUALITY, known).amount == Decimal("-100.00")


@st.composite
def months(draw):
    kind = draw(st.sampled_from(list(BenefitKind)))
    top = {name: 100 if name in PERCENTS else 10_000 for name in parameters_of(kind)}
    return kind, {
        name: draw(st.decimals(0, most, places=2, allow_nan=False)) for name, most in top.items()
    }


@given(months(), st.integers(0, 100))
def test_a_larger_haircut_or_a_smaller_share_is_never_worth_more(month, share):
    kind, known = month
    whole = abs(worth(kind, known).amount)
    assert abs(worth(kind, known, share=share).amount) <= whole
    assert abs(worth(kind, {**known, P.HAIRCUT: Decimal(100)}).amount) == 0


@given(months())
def test_what_is_in_range_has_nothing_out_of_it(month):
    kind, known = month
    assert list(out_of_range(kind, known)) == []
    for name in parameters_of(kind):
        for bad in (Decimal(-1), LARGEST.get(name, Decimal(10) ** 11) + 1, Decimal("NaN")):
            assert list(out_of_range(kind, {**known, name: bad})) == [name]
        assert list(out_of_range(kind, {k: v for k, v in known.items() if k != name})) == [name]


def test_the_interval_stands_around_what_is_likely():
    assert interval(Decimal(1000), 65, 140) == Interval(
        Decimal("650.00"), Decimal(1000), Decimal("1400.00")
    )


def test_hours_follow_the_money_that_is_verified():
    assert part_of(Decimal(300), Decimal(4000), Decimal(12000)) == Decimal("100.00")
    assert part_of(None, Decimal(1), Decimal(2)) is None
    assert part_of(Decimal(300), Decimal(0), Decimal(0)) == 0
