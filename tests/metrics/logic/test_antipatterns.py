from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, strategies as st

from metrics.choices import PatternLevel
from metrics.logic.antipatterns import Thresholds, level_of, next_reading, pattern_strength

MORE = Thresholds(20, 50)
LESS = Thresholds(3.5, 2.8)


@pytest.mark.parametrize(
    ("limits", "value", "level"),
    [
        (MORE, 0, PatternLevel.CLEAR),
        (MORE, 19.9, PatternLevel.CLEAR),
        (MORE, 20, PatternLevel.WATCH),
        (MORE, 49.9, PatternLevel.WATCH),
        (MORE, 50, PatternLevel.PRESENT),
        (MORE, 500, PatternLevel.PRESENT),
        (LESS, 5, PatternLevel.CLEAR),
        (LESS, 3.5, PatternLevel.WATCH),
        (LESS, 2.8, PatternLevel.PRESENT),
        (LESS, 1, PatternLevel.PRESENT),
    ],
)
def test_the_thresholds_say_the_level(limits, value, level):
    assert level_of(limits.strength(value)) == level


def test_without_a_number_there_is_no_level():
    assert level_of(None) == PatternLevel.UNKNOWN


def test_a_pattern_is_as_strong_as_its_known_signals_on_average():
    assert pattern_strength([1.0, 0.5, None]) == 0.75


def test_half_of_the_signals_must_be_known():
    assert pattern_strength([1.0, None]) == 1.0
    assert pattern_strength([1.0, None, None]) is None
    assert pattern_strength([]) is None


limits = st.tuples(st.floats(0.1, 1000), st.floats(0.1, 1000)).filter(
    lambda pair: abs(pair[0] - pair[1]) > 0.01
)


@given(limits, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_worse_is_never_weaker(pair, one, other):
    thresholds = Thresholds(*pair)
    better, worse = sorted((one, other), reverse=not thresholds.more_is_worse)
    assert 0 <= thresholds.strength(better) <= thresholds.strength(worse) <= 1


@pytest.mark.parametrize(("hour", "day"), [(0, 10), (3, 10), (4, 11), (23, 11)])
def test_the_radar_is_read_each_night(hour, day):
    now = datetime(2026, 3, 10, hour, 9, tzinfo=UTC)
    assert next_reading(now) == datetime(2026, 3, day, 3, 10, tzinfo=UTC)
    elsewhere = now.astimezone(timezone(timedelta(hours=-9)))
    assert next_reading(elsewhere) == next_reading(now)
