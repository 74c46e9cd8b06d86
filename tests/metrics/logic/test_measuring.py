"""The reference: sums, medians and proof of facts, whatever their order."""

from __future__ import annotations

import random
from statistics import fmean, median

import pytest
from hypothesis import given, strategies as st

from metrics.choices import Summary
from metrics.logic.measuring import Fact, measure

amounts = st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda value: round(value, 4)))
facts = st.lists(
    st.builds(
        Fact,
        id=st.integers(1, 10_000),
        part=st.sampled_from(["", "low", "high", "pilot/high"]),
        amount=amounts,
        base=st.one_of(st.none(), st.floats(0, 100).map(lambda value: round(value, 4))),
        unit=st.sampled_from([None, 1, 2]),
        tier=st.sampled_from(["", "low", "high"]),
    ),
    max_size=40,
)


@given(facts, st.sampled_from(list(Summary)), st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(rows, how, rng):
    shuffled = list(rows)
    rng.shuffle(shuffled)
    assert measure(shuffled, how) == measure(rows, how)


@given(facts)
def test_counts_of_parts_and_of_slices_add_up(rows):
    counted = measure(rows, Summary.COUNT)
    tiers = sum(1 for fact in rows if fact.tier)
    assert sum(counted.parts.values()) == counted.value == len(rows)
    assert sum(value for key, value in counted.slices.items() if key.startswith("/")) == tiers


def test_summaries_are_what_they_say():
    values = [4.0, 1.0, 7.5, 2.0]
    rows = [Fact(number, "", value, 2.0) for number, value in enumerate(values)]
    assert measure(rows, Summary.MEDIAN).value == median(values)
    assert measure(rows, Summary.MEAN).value == round(fmean(values), 2)
    assert measure(rows, Summary.SUM).value == sum(values)
    assert measure(rows, Summary.RATIO).value == round(sum(values) / 8, 2)
    shares = [Fact(number, "", float(number % 2)) for number in range(4)]
    assert measure(shares, Summary.SHARE).value == 50


@pytest.mark.parametrize("how", [how for how in Summary if how != Summary.COUNT])
def test_of_nothing_known_there_is_no_number(how):
    assert measure([Fact(1, "low")], how).value is None
    assert measure([], how).parts == {}


@pytest.mark.parametrize("how", Summary)
def test_no_rows_are_zero_where_they_are_counted_or_added_up(how):
    value = 0 if how in {Summary.COUNT, Summary.SUM} else None
    assert measure([], how).value == value


@pytest.mark.parametrize("base", [0.0, -2.0, None])
def test_a_ratio_over_nothing_or_less_is_no_number(base):
    assert measure([Fact(1, "low", 3.0, base)], Summary.RATIO).value is None


def test_the_proof_tells_facts_apart():
    rows = [Fact(1, "low", 1.5), Fact(2, "high", 2.5)]
    other = [Fact(1, "low", 1.5), Fact(2, "high", 2.500001)]
    rng = random.Random(1)  # noqa: S311
    again = rng.sample(rows, 2)
    assert measure(rows, Summary.SUM).digest == measure(again, Summary.SUM).digest
    assert measure(rows, Summary.SUM).digest != measure(other, Summary.SUM).digest
