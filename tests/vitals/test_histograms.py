from __future__ import annotations

from bisect import bisect_left
from collections import Counter

import pytest
from hypothesis import example, given, strategies as st

from coe_portal.vitals.histograms import BOUNDS, Histogram, Spot, together

SECONDS = st.lists(st.floats(0, 9.9), min_size=1, max_size=60)


def histogram(times):
    places = Counter(bisect_left(BOUNDS, seconds) for seconds in times)
    return Histogram(tuple(places[place] for place in range(len(BOUNDS) + 1)), sum(times))


def test_nothing_has_no_quantile():
    assert histogram([]).quantile(0.5) is None


@example([0.0, 0.0, 0.0, 1.0, 1.0, 1.0], 0.5)  # 0.025 × 3 / 3 is more than 0.025
@given(SECONDS, st.sampled_from([0.5, 0.9, 0.95, 1.0]))
def test_a_quantile_lies_in_the_bucket_of_the_true_one(times, share):
    wanted = sorted(times)[max(0, -(-round(share * 100) * len(times) // 100) - 1)]
    found = histogram(times).quantile(share)
    assert bisect_left(BOUNDS, found) == bisect_left(BOUNDS, wanted)


def test_slower_than_all_bounds_says_the_last_bound():
    assert histogram([0.01, 30.0, 40.0]).quantile(0.95) == BOUNDS[-1]


@given(SECONDS, SECONDS)
def test_together_they_are_as_one(first, second):
    both = together([histogram(first), histogram(second)])
    assert both.counts == histogram(first + second).counts
    assert both.seconds == pytest.approx(sum(first + second))


@pytest.mark.parametrize("place", [0, 9, "sum"])
def test_a_field_names_its_spot(place):
    spot = Spot("intake", "2xx")
    assert Spot.of_field(spot.field(place)) == spot
