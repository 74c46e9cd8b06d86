"""Samples of self-service approvals: recomputable, fair, stateless."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, strategies as st

from governance.logic.sampling import draw

names = st.text(min_size=1, max_size=20)
rates = st.decimals(0, 100, places=1)


@given(names, names, rates)
def test_the_same_decision_is_drawn_the_same_way_again(organization, reference, rate):
    assert draw(organization, reference, rate) == draw(organization, reference, rate)


@given(names, names, rates, rates)
def test_a_higher_rate_only_adds_to_the_sample(organization, reference, one, other):
    low, high = sorted([one, other])
    assert (
        draw(organization, reference, low).selected <= draw(organization, reference, high).selected
    )


@given(names, names)
def test_nothing_and_everything(organization, reference):
    assert not draw(organization, reference, Decimal(0)).selected
    assert draw(organization, reference, Decimal(100)).selected


def test_ten_per_cent_is_about_ten_per_cent():
    selected = sum(draw("northwind", f"D-{n}", Decimal(10)).selected for n in range(10_000))
    assert 900 <= selected <= 1100


def test_a_published_draw_can_be_repeated_with_sha256sum():
    """The digest of printf 'northwind/D-7' | sha256sum, modulo 10,000."""
    one = draw("northwind", "D-7", Decimal(10))
    assert (one.seed, one.number) == ("northwind/D-7", 5064)
