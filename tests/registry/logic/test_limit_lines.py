"""Limits as people write them."""

from __future__ import annotations

import pytest

from registry.choices import Better, DriftTest
from registry.logic import limit_lines as lines
from registry.logic.thresholds import DEFAULT_LIMITS, Limits, MetricLimits


def test_limits_are_read_as_they_are_written():
    metrics = {
        "accuracy": MetricLimits(Better.HIGHER, 0.9, 0.85, 0.01),
        "latency_ms": MetricLimits(Better.LOWER, 200, 400),
    }

    assert lines.tests_of(lines.tests_as_text(DEFAULT_LIMITS)) == DEFAULT_LIMITS
    assert lines.metrics_of(lines.metrics_as_text(metrics)) == metrics
    assert lines.tests_of(" psi 0.2 0.3 \n\n") == {DriftTest.PSI: Limits(0.2, 0.3)}


@pytest.mark.parametrize("line", ["psi 0.1", "fisher 0.1 0.2", "psi a b", "psi nan 1", "psi 1 inf"])
def test_a_line_that_says_no_limit_is_refused(line):
    with pytest.raises(lines.LineError, match=line):
        lines.tests_of(line)


@pytest.mark.parametrize("line", ["accuracy up 1 2", "accuracy higher 1", "a lower 1 2 3 4"])
def test_a_metric_needs_a_direction_and_two_numbers(line):
    with pytest.raises(lines.LineError):
        lines.metrics_of(line)
