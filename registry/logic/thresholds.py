"""Pure: when a number is a signal. Limits have two steps, and metrics a direction and a memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from registry.choices import Better, DriftSeverity, DriftTest

SIGNIFICANCE: Final = 0.01
RANKS: Final = (DriftSeverity.NONE, DriftSeverity.WARNING, DriftSeverity.SEVERE)


@dataclass(frozen=True)
class Limits:
    """From where on a statistic warns and alarms, if it is less likely by chance than this."""

    warning: float
    severe: float
    significance: float = SIGNIFICANCE


DEFAULT_LIMITS: Final[Mapping[DriftTest, Limits]] = {
    DriftTest.PSI: Limits(0.1, 0.25),
    DriftTest.KOLMOGOROV_SMIRNOV: Limits(0.1, 0.2),
    DriftTest.JENSEN_SHANNON: Limits(0.1, 0.2),
    DriftTest.WASSERSTEIN: Limits(0.1, 0.25),
    DriftTest.CHI_SQUARE: Limits(0.1, 0.2),
}


@dataclass(frozen=True)
class MetricLimits:
    """What a metric may not pass; once raised, it is calm again only `margin` beyond the limit."""

    better: Better
    warning: float
    severe: float
    margin: float = 0.0

    @property
    def is_ordered(self) -> bool:
        """The severe limit lies at or behind the warning one."""
        return self._badness(self.severe) >= self._badness(self.warning) and self.margin >= 0

    def _badness(self, value: float) -> float:
        return value if self.better == Better.LOWER else -value

    def level(self, value: float, *, held: bool = False) -> DriftSeverity:
        """How bad a value is; `held` takes it as worse by the margin."""
        badness = self._badness(value) + (self.margin if held else 0.0)
        if badness > self._badness(self.severe):
            return DriftSeverity.SEVERE
        if badness > self._badness(self.warning):
            return DriftSeverity.WARNING
        return DriftSeverity.NONE


def rank(severity: DriftSeverity | str) -> int:
    """0 for none, 2 for severe."""
    return RANKS.index(DriftSeverity(severity))


def worst(*severities: DriftSeverity) -> DriftSeverity:
    """The highest of them; none for none."""
    return max(severities, key=rank, default=DriftSeverity.NONE)


def judge(value: float, chance: float, limits: Limits) -> DriftSeverity:
    """Large and not by chance: either alone is no signal."""
    if chance >= limits.significance or value < limits.warning:
        return DriftSeverity.NONE
    return DriftSeverity.SEVERE if value >= limits.severe else DriftSeverity.WARNING


def judge_metric(value: float, limits: MetricLimits, before: DriftSeverity) -> DriftSeverity:
    """Rises at the limit, falls only past it by the margin: a value at a limit does not flap."""
    now, held = limits.level(value), limits.level(value, held=True)
    kept = min(before, held, key=rank)
    return worst(now, kept)


def missing(reference: float, current: float, limit: float) -> DriftSeverity:
    """By how much the share of missing values has risen; severe from twice the limit on."""
    rise = current - reference
    if rise < limit or rise <= 0:
        return DriftSeverity.NONE
    return DriftSeverity.SEVERE if rise >= 2 * limit else DriftSeverity.WARNING
