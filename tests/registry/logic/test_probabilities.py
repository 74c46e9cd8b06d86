"""Tails of two distributions against scipy's."""

from __future__ import annotations

import math

import pytest
import scipy.special
import scipy.stats
from hypothesis import given, strategies as st

from registry.logic.probabilities import chi_square_tail, kolmogorov_tail


@given(st.floats(0, 1000), st.integers(1, 300))
def test_the_chi_square_tail_is_that_of_scipy(value, freedom):
    assert chi_square_tail(value, freedom) == pytest.approx(
        scipy.stats.chi2.sf(value, freedom), abs=1e-9
    )


@given(st.floats(0, 10))
def test_the_kolmogorov_tail_is_that_of_scipy(value):
    assert kolmogorov_tail(value) == pytest.approx(scipy.special.kolmogorov(value), abs=1e-9)


def test_the_ends():
    assert chi_square_tail(5, 0) == chi_square_tail(-1, 3) == kolmogorov_tail(0) == 1
    assert chi_square_tail(math.inf, 3) == 0
