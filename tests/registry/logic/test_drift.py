"""Distances between windows: against scipy, by hand, and what must hold for any data."""

from __future__ import annotations

import math

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, strategies as st
from scipy.spatial.distance import jensenshannon
from sklearn.datasets import load_breast_cancer, load_wine

from registry.choices import DriftSeverity, DriftTest
from registry.logic.drift import (
    MOST_CATEGORIES,
    OTHER,
    Categories,
    Comparison,
    Histogram,
    NotComparableError,
    Numbers,
    compare,
    cut_points,
)
from registry.logic.thresholds import DEFAULT_LIMITS, judge

CLOSE = 1e-9
NUMBERS = st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=80)
WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=1, max_size=80)


def found(comparison: Comparison) -> dict[DriftTest, float]:
    return {one.test: one.raw for one in comparison.statistics}


def severities(comparison: Comparison) -> set[DriftSeverity]:
    return {judge(one.value, one.chance, DEFAULT_LIMITS[one.test]) for one in comparison.statistics}


def tables():
    """Columns of tables that scikit-learn ships, each cut in two by another column."""
    for load in (load_breast_cancer, load_wine):
        data = load().data
        early = data[:, 0] < np.median(data[:, 0])
        yield from ((data[early, column], data[~early, column]) for column in range(1, 6))


def rounded(*columns):
    return [np.round(column, 1) for column in columns]


@pytest.mark.parametrize("tied", [False, True])
def test_on_real_tables_the_statistics_are_those_of_scipy(tied):
    for reference, current in tables():
        old, new = rounded(reference, current) if tied else (reference, current)
        values = found(compare(Numbers.of(old), Numbers.of(new)))

        assert values[DriftTest.KOLMOGOROV_SMIRNOV] == pytest.approx(
            scipy.stats.ks_2samp(old, new).statistic, abs=CLOSE
        )
        assert values[DriftTest.WASSERSTEIN] == pytest.approx(
            scipy.stats.wasserstein_distance(old, new), rel=CLOSE
        )


def test_on_real_tables_the_binned_statistics_are_those_of_scipy_on_the_same_bins():
    for reference, current in tables():
        comparison = compare(Numbers.of(reference), Numbers.of(current))
        edges = [-np.inf, *np.quantile(reference, np.arange(1, 10) / 10), np.inf]
        shares = [np.histogram(one, edges)[0] / len(one) for one in (reference, current)]
        p, q = (np.maximum(one, 1e-4) for one in shares)

        assert [one.reference for one in comparison.bins] == pytest.approx(shares[0], abs=CLOSE)
        assert [one.current for one in comparison.bins] == pytest.approx(shares[1], abs=CLOSE)
        values = found(comparison)
        assert values[DriftTest.JENSEN_SHANNON] == pytest.approx(
            jensenshannon(*shares, base=2), abs=CLOSE
        )
        assert values[DriftTest.PSI] == pytest.approx(
            float(np.sum((q - p) * np.log(q / p))), abs=CLOSE
        )


def test_chi_square_is_that_of_scipy():
    old, new = {"north": 60, "south": 30, "east": 10}, {"north": 40, "south": 35, "west": 25}
    comparison = compare(Categories(old), Categories(new))
    names = sorted({*old, *new})
    table = [[old.get(name, 0) for name in names], [new.get(name, 0) for name in names]]
    expected = scipy.stats.chi2_contingency(table, correction=False)
    chi = next(one for one in comparison.statistics if one.test == DriftTest.CHI_SQUARE)

    assert chi.raw == pytest.approx(expected.statistic, rel=CLOSE)
    assert chi.chance == pytest.approx(expected.pvalue, rel=CLOSE)
    assert chi.value == pytest.approx(
        scipy.stats.contingency.association(np.array(table), method="cramer"), rel=CLOSE
    )


def test_the_index_by_hand():
    """Half and half against three quarters and one: (0.25)·ln(1.5) + (−0.25)·ln(0.5)."""
    comparison = compare(Categories({"a": 50, "b": 50}), Categories({"a": 75, "b": 25}))

    by_hand = 0.25 * math.log(1.5) - 0.25 * math.log(0.5)
    assert found(comparison)[DriftTest.PSI] == pytest.approx(by_hand, rel=CLOSE)


def test_identical_windows_give_no_signal():
    for reference, _current in tables():
        comparison = compare(Numbers.of(reference), Numbers.of(reference.copy()))

        assert set(found(comparison).values()) == {0.0}
        assert severities(comparison) == {DriftSeverity.NONE}


def test_two_halves_of_one_population_give_no_signal():
    random = np.random.default_rng(7)
    for _time in range(20):
        values = random.normal(size=400)
        comparison = compare(Numbers.of(values[:200]), Numbers.of(values[200:]))

        assert severities(comparison) == {DriftSeverity.NONE}


def test_a_shift_of_a_standard_deviation_is_severe_by_every_statistic():
    values = np.random.default_rng(3).normal(size=2000)
    comparison = compare(Numbers.of(values[:1000]), Numbers.of(values[1000:] + 1))

    assert severities(comparison) == {DriftSeverity.SEVERE}


@given(NUMBERS)
def test_a_window_against_itself_is_nowhere_away(values):
    comparison = compare(Numbers.of(values), Numbers.of(values))

    assert set(found(comparison).values()) == {0.0}


@given(NUMBERS, NUMBERS, st.randoms())
def test_the_order_of_the_values_does_not_matter(old, new, random):
    shuffled = [random.sample(one, len(one)) for one in (old, new)]

    assert found(compare(Numbers.of(old), Numbers.of(new))) == found(
        compare(*map(Numbers.of, shuffled))
    )


@given(NUMBERS, NUMBERS)
def test_every_value_is_in_one_bin_and_the_bounds_hold(old, new):
    comparison = compare(Numbers.of(old), Numbers.of(new))
    values = found(comparison)

    assert sum(one.reference for one in comparison.bins) == pytest.approx(1)
    assert sum(one.current for one in comparison.bins) == pytest.approx(1)
    assert 0 <= values[DriftTest.JENSEN_SHANNON] <= 1 + CLOSE
    assert 0 <= values[DriftTest.KOLMOGOROV_SMIRNOV] <= 1
    assert values[DriftTest.PSI] >= 0
    assert math.isfinite(values[DriftTest.WASSERSTEIN])


@given(WORDS, WORDS)
def test_categories_are_as_far_from_here_to_there_as_back(old, new):
    there = found(compare(Categories.of(old), Categories.of(new)))
    back = found(compare(Categories.of(new), Categories.of(old)))

    assert there == pytest.approx(back)


def test_what_is_missing_is_counted_and_takes_no_part():
    numbers = Numbers.of([1.0, None, math.nan, math.inf, -math.inf, 2.0])
    texts = Categories.of(["a", None, "b"])

    assert (list(numbers.values), numbers.missing) == ([1.0, 2.0], 4)
    assert (texts.counts, texts.missing) == ({"a": 1, "b": 1}, 1)


@pytest.mark.parametrize("empty", [Numbers.of([]), Numbers.of([None]), Categories({})])
def test_nothing_is_compared_with_nothing(empty):
    full = Numbers.of([1.0]) if isinstance(empty, Numbers) else Categories({"a": 1})

    assert compare(empty, full) == compare(full, empty) == Comparison()


def test_a_constant_that_moves_is_seen_and_one_that_stays_is_not():
    constant = Numbers.of([7.0] * 200)

    assert severities(compare(constant, Numbers.of([7.0] * 200))) == {DriftSeverity.NONE}
    moved = compare(constant, Numbers.of([8.0] * 200))
    assert severities(moved) == {DriftSeverity.SEVERE, DriftSeverity.WARNING}
    assert [(one.label, one.reference, one.current) for one in moved.bins] == [
        ("< 7", 0, 0),
        ("= 7", 1, 0),
        ("> 7", 0, 1),
    ]


def test_masses_of_one_value_have_a_bin_of_their_own():
    mostly_zero = Numbers.of([0.0] * 950 + [5.0] * 50)
    half = Numbers.of([0.0] * 500 + [5.0] * 500)

    assert severities(compare(mostly_zero, half)) == {DriftSeverity.SEVERE}


def test_a_value_on_an_edge_belongs_to_the_bin_that_begins_there():
    cuts = cut_points(np.arange(11, dtype=np.float64))
    comparison = compare(Numbers.of(np.arange(11.0)), Numbers.of([1.0] * 10))

    assert list(cuts) == list(range(1, 10))
    assert [one.current for one in comparison.bins] == [0, 1, *[0] * 8]
    assert comparison.bins[1].label == "1 – 2"


def test_unseen_categories_and_those_that_vanish_are_drift():
    comparison = compare(Categories({"a": 100, "b": 100}), Categories({"a": 100, "c": 100}))

    assert [one.label for one in comparison.bins] == ["a", "b", "c"]
    assert severities(comparison) == {DriftSeverity.SEVERE}


def test_rare_categories_are_taken_together():
    old = {f"c{number:03}": 1000 - number for number in range(200)}
    comparison = compare(Categories(old), Categories(old))

    assert len(comparison.bins) == MOST_CATEGORIES
    assert comparison.bins[-1].label == OTHER
    assert sum(one.reference for one in comparison.bins) == pytest.approx(1)


def test_histograms_give_what_their_values_give_at_the_edges():
    random = np.random.default_rng(5)
    old, new = random.integers(0, 10, 500), random.integers(2, 12, 500)
    edges = tuple(float(edge) for edge in np.arange(-0.5, 12.5))
    binned = [
        Histogram(edges, tuple(int(count) for count in np.histogram(one, edges)[0]))
        for one in (old, new)
    ]
    from_counts, from_values = compare(*binned), compare(Numbers.of(old), Numbers.of(new))
    mixed = compare(Numbers.of(old), binned[1])

    assert found(from_counts) == found(mixed)
    # Each whole number has a bin of its own, so nothing is lost by counting.
    assert found(from_counts)[DriftTest.KOLMOGOROV_SMIRNOV] == pytest.approx(
        found(from_values)[DriftTest.KOLMOGOROV_SMIRNOV]
    )


def test_other_edges_and_other_kinds_cannot_be_compared():
    counted = Histogram((0.0, 1.0), (3,))
    with pytest.raises(NotComparableError):
        compare(counted, Histogram((0.0, 2.0), (3,)))
    with pytest.raises(NotComparableError):
        compare(Numbers.of([1.0]), Categories({"a": 1}))
    with pytest.raises(NotComparableError):
        compare(Categories({"a": 1}), counted)
