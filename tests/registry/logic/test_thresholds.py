"""When a number is a signal: two steps, directions, and metrics that do not flap."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from registry.choices import Better, DriftSeverity
from registry.logic.thresholds import (
    Limits,
    MetricLimits,
    judge,
    judge_metric,
    missing,
    rank,
    worst,
)

NONE, WARNING, SEVERE = DriftSeverity.NONE, DriftSeverity.WARNING, DriftSeverity.SEVERE
LIMITS = Limits(0.1, 0.2)
ACCURACY = MetricLimits(Better.HIGHER, warning=0.9, severe=0.8, margin=0.02)
LATENCY = MetricLimits(Better.LOWER, warning=200, severe=400, margin=20)


@pytest.mark.parametrize(
    ("value", "chance", "expected"),
    [
        (0.05, 0.0, NONE),
        (0.1, 0.001, WARNING),
        (0.2, 0.001, SEVERE),
        (5.0, 0.01, NONE),
        (0.0, 1.0, NONE),
    ],
)
def test_large_and_not_by_chance(value, chance, expected):
    assert judge(value, chance, LIMITS) == expected


@pytest.mark.parametrize(
    ("limits", "value", "before", "expected"),
    [
        (ACCURACY, 0.95, NONE, NONE),
        (ACCURACY, 0.9, NONE, NONE),
        (ACCURACY, 0.89, NONE, WARNING),
        (ACCURACY, 0.79, NONE, SEVERE),
        (ACCURACY, 0.91, WARNING, WARNING),
        (ACCURACY, 0.92, WARNING, NONE),
        (ACCURACY, 0.81, SEVERE, SEVERE),
        (ACCURACY, 0.85, SEVERE, WARNING),
        (LATENCY, 190, NONE, NONE),
        (LATENCY, 190, WARNING, WARNING),
        (LATENCY, 180, WARNING, NONE),
        (LATENCY, 401, NONE, SEVERE),
        (LATENCY, 390, SEVERE, SEVERE),
    ],
)
def test_a_metric_rises_at_its_limit_and_falls_past_the_margin(limits, value, before, expected):
    assert judge_metric(value, limits, before) == expected


@given(st.floats(0, 1), st.sampled_from(DriftSeverity))
def test_a_metric_is_never_better_than_its_value_and_settles(value, before):
    first = judge_metric(value, ACCURACY, before)

    assert rank(first) >= rank(ACCURACY.level(value))
    assert judge_metric(value, ACCURACY, first) == first


def test_limits_in_the_wrong_order_are_known():
    assert ACCURACY.is_ordered
    assert LATENCY.is_ordered
    assert not MetricLimits(Better.HIGHER, warning=0.8, severe=0.9).is_ordered
    assert not MetricLimits(Better.LOWER, warning=2, severe=3, margin=-1).is_ordered


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (0.0, 0.0, NONE),
        (0.3, 0.1, NONE),
        (0.01, 0.05, NONE),
        (0.0, 0.06, WARNING),
        (0.0, 0.5, SEVERE),
        (0.4, 0.6, SEVERE),
    ],
)
def test_missing_values_count_by_how_much_they_rose(before, now, expected):
    assert missing(before, now, 0.05) == expected


def test_the_worst_of_none_is_none():
    assert worst() == NONE
    assert worst(WARNING, SEVERE, NONE) == SEVERE
