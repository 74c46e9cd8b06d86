"""Pure: limits as people write them, one a line, and back."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from registry.choices import Better, DriftTest
from registry.logic.thresholds import Limits, MetricLimits

TEST_WORDS, METRIC_WORDS = 3, (4, 5)
LONGEST_NAME: Final = 100


class LineError(ValueError):
    """A line that says no limit; the message is the line."""


def tests_of(text: str) -> dict[DriftTest, Limits]:
    """`psi 0.1 0.25`: test, warning, severe."""
    return dict(_test(line) for line in _lines(text))


def tests_as_text(limits: Mapping[DriftTest, Limits]) -> str:
    """As `tests_of` reads it."""
    return "\n".join(f"{test} {one.warning:g} {one.severe:g}" for test, one in limits.items())


def metrics_of(text: str) -> dict[str, MetricLimits]:
    """`accuracy higher 0.9 0.85 0.01`: name, what is better, warning, severe, margin."""
    return dict(_metric(line) for line in _lines(text))


def metrics_as_text(limits: Mapping[str, MetricLimits]) -> str:
    """As `metrics_of` reads it."""
    return "\n".join(
        f"{name} {one.better} {one.warning:g} {one.severe:g} {one.margin:g}"
        for name, one in limits.items()
    )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _test(line: str) -> tuple[DriftTest, Limits]:
    words = line.split()
    if len(words) != TEST_WORDS or words[0] not in DriftTest.values:
        raise LineError(line)
    return DriftTest(words[0]), Limits(_number(words[1], line), _number(words[2], line))


def _metric(line: str) -> tuple[str, MetricLimits]:
    words = line.split()
    if len(words) not in METRIC_WORDS or words[1] not in Better.values:
        raise LineError(line)
    numbers = [_number(word, line) for word in words[2:]]
    return words[0][:LONGEST_NAME], MetricLimits(Better(words[1]), *numbers)


def _number(word: str, line: str) -> float:
    try:
        number = float(word)
    except ValueError as error:
        raise LineError(line) from error
    if not math.isfinite(number):
        raise LineError(line)
    return number
