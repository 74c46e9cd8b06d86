"""Pure: what a monitor found, as it is stored, shown and judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from registry.choices import Better, DriftSeverity, DriftTest
from registry.logic.thresholds import DEFAULT_LIMITS, Limits, MetricLimits, rank, worst


@dataclass(frozen=True)
class Mean:
    """What a metric came to in a window, out of how many values."""

    value: float
    count: int


@dataclass(frozen=True)
class Plan:
    """The limits of a monitor: of every test, of its metrics, of what is missing."""

    limits: Mapping[DriftTest, Limits]
    metrics: Mapping[str, MetricLimits]
    missing_limit: float
    minimum: int


def plan_of(
    limits: Mapping[str, Any], metrics: Mapping[str, Any], missing_limit: float, minimum: int
) -> Plan:
    """Out of what a monitor stores; tests without limits of their own have the default ones."""
    own = {DriftTest(test): Limits(**one) for test, one in limits.items()}
    return Plan(
        {**DEFAULT_LIMITS, **own},
        {name: metric_limits(one) for name, one in metrics.items()},
        missing_limit,
        minimum,
    )


def metric_limits(stored: Mapping[str, Any]) -> MetricLimits:
    """Out of what a monitor or a signal stores."""
    return MetricLimits(**{**stored, "better": Better(stored["better"])})


@dataclass(frozen=True)
class Finding:
    """One number of a feature or metric, and how bad it is; `limits` are those it was held to."""

    test: DriftTest
    value: float
    severity: DriftSeverity
    raw: float | None = None
    chance: float | None = None
    limits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FeatureResult:
    """What was found about one feature or metric in one window."""

    name: str
    kind: str
    count: int
    reference_count: int
    missing: float
    reference_missing: float
    findings: tuple[Finding, ...]
    bins: tuple[tuple[str, float, float], ...] = ()

    @property
    def severity(self) -> DriftSeverity:
        return worst(*(finding.severity for finding in self.findings))

    @property
    def weight(self) -> tuple[int, float]:
        """The worse, the larger: by severity, then by how far the limits are passed."""
        return rank(self.severity), max(map(excess, self.findings), default=0.0)

    def stored(self) -> dict[str, Any]:
        """As JSON."""
        return {**asdict(self), "severity": self.severity, "excess": self.weight[1]}


def excess(finding: Finding) -> float:
    """How many times the limit of warning the number is; 0 where there is no such limit."""
    warning = finding.limits.get("warning")
    if not warning or "better" in finding.limits:
        return 0.0
    return finding.value / float(warning)


def ranked(results: list[FeatureResult]) -> list[FeatureResult]:
    """The worst first; of equals by name."""
    return sorted(results, key=lambda one: (-one.weight[0], -one.weight[1], one.name))
