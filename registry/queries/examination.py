"""Holds one window of a monitor against its baseline, feature by feature, and judges."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from coe_portal.tenancy.clock import zone_here
from registry.choices import BaselineKind, DriftSeverity, DriftTest, ObservationSet
from registry.logic import thresholds
from registry.logic.drift import (
    Categories,
    Histogram,
    NotComparableError,
    Numbers,
    Sample,
    Statistic,
    compare,
)
from registry.logic.monitors import FeatureResult, Finding, Mean, Plan, plan_of, ranked
from registry.logic.windows import Window, between
from registry.models.monitoring import Monitor
from registry.queries.outputs import READINGS, readings_of
from registry.queries.samples import Source, count_of, kinds_of, means_of, sample_of

MOST_FEATURES: Final = 200
EVERYTHING: Final = "*"
BEGINNING, END = dt.datetime(2000, 1, 1, tzinfo=dt.UTC), dt.datetime(2100, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Examination:
    """All that was found; the worst feature first."""

    observations: int
    reference_observations: int
    features: tuple[FeatureResult, ...]
    metrics: tuple[FeatureResult, ...]

    @property
    def severity(self) -> DriftSeverity:
        return thresholds.worst(*(one.severity for one in self.all()))

    def all(self) -> Iterator[FeatureResult]:
        """Features and metrics."""
        yield from self.features
        yield from self.metrics


def examine(monitor: Monitor, window: Window, held: dict[str, DriftSeverity]) -> Examination:
    """Compare a window with the baseline; `held` is how bad each metric was the time before."""
    plan = plan_of(monitor.limits, monitor.metrics, monitor.missing_limit, monitor.minimum)
    current = Source(monitor.version, ObservationSet.CURRENT, window)
    reference = baseline_of(monitor, window)
    counts = count_of(current), count_of(reference)
    readings = readings_of(monitor.version, window, plan.metrics)
    if not counts[0]:
        silence = [_silence(plan, counts[1])] if _expects(monitor, plan) else []
        return Examination(*counts, (), (*silence, *_metrics(plan, readings, held, READINGS)))
    features = list(_features(monitor, plan, (reference, counts[1]), (current, counts[0])))
    means = means_of(current, plan.metrics) if plan.metrics else {}
    metrics = _metrics(plan, {**means, **readings}, held, plan.metrics)
    return Examination(*counts, tuple(ranked(features)), tuple(metrics))


def _expects(monitor: Monitor, plan: Plan) -> bool:
    """Whether anything is watched that has to be sent: readings are taken without."""
    return bool(monitor.features) or not plan.metrics or not set(plan.metrics) <= set(READINGS)


def _silence(plan: Plan, expected: int) -> FeatureResult:
    """Nothing was sent at all: told once, not for every feature."""
    limits = {"minimum": plan.minimum}
    nothing = Finding(DriftTest.NO_DATA, 0.0, DriftSeverity.SEVERE, limits=limits)
    return FeatureResult(EVERYTHING, "metric", 0, expected, 0.0, 0.0, (nothing,))


def baseline_of(monitor: Monitor, window: Window) -> Source:
    """What the window is compared with."""
    if monitor.baseline == BaselineKind.REFERENCE:
        all_times = Window(BEGINNING, END)
        return Source(monitor.version, ObservationSet.REFERENCE, all_times)
    if monitor.baseline == BaselineKind.PREVIOUS:
        before = Window(window.start - (window.end - window.start), window.start)
        return Source(monitor.version, ObservationSet.CURRENT, before)
    first, last = monitor.baseline_from, monitor.baseline_until
    assert first is not None and last is not None  # noqa: S101, PT018  (a constraint of the table)
    fixed = between(first, last + dt.timedelta(days=1), zone_here())
    return Source(monitor.version, ObservationSet.CURRENT, fixed)


def _features(
    monitor: Monitor, plan: Plan, reference: tuple[Source, int], current: tuple[Source, int]
) -> Iterator[FeatureResult]:
    """One at a time, so that memory never holds more."""
    before, now = kinds_of(reference[0]), kinds_of(current[0])
    wanted = monitor.features or sorted(set(before) - set(plan.metrics))
    for name in wanted[:MOST_FEATURES]:
        kind = before.get(name, "")
        if kind:
            old = sample_of(reference[0], name, kind, reference[1])
            new = sample_of(current[0], name, now.get(name, kind), current[1])
            yield judged(name, old, new, plan)
        else:
            yield judged(name, Numbers.of(()), Numbers.of(()), plan)


def judged(name: str, reference: Sample, current: Sample, plan: Plan) -> FeatureResult:
    """Every statistic held to its limits; too few values say nothing but that they are too few."""
    try:
        comparison = compare(reference, current)
    except NotComparableError:  # another kind of values: none of those that there were
        current = Numbers((Numbers.of(())).values, current.count + current.missing)
        comparison = compare(reference, current)
    enough = min(reference.count, current.count) >= plan.minimum
    findings = [_finding(one, plan) for one in comparison.statistics] if enough else []
    return FeatureResult(
        name,
        KIND_NAMES[type(reference)],
        current.count,
        reference.count,
        _missing_share(current),
        _missing_share(reference),
        (*findings, *_gaps(reference, current, plan)),
        tuple((one.label, one.reference, one.current) for one in comparison.bins),
    )


KIND_NAMES: Final[dict[type, str]] = {
    Numbers: "number",
    Categories: "category",
    Histogram: "histogram",
}


def _finding(statistic: Statistic, plan: Plan) -> Finding:
    limits = plan.limits[statistic.test]
    severity = thresholds.judge(statistic.value, statistic.chance, limits)
    return Finding(
        statistic.test,
        statistic.value,
        severity,
        statistic.raw,
        statistic.chance,
        asdict(limits),
    )


def _gaps(reference: Sample, current: Sample, plan: Plan) -> Iterator[Finding]:
    """What is missing: single values, or nearly all of them."""
    old, new = _missing_share(reference), _missing_share(current)
    severity = thresholds.missing(old, new, plan.missing_limit)
    limits = {"warning": plan.missing_limit, "severe": 2 * plan.missing_limit}
    yield Finding(DriftTest.MISSING, max(0.0, new - old), severity, limits=limits)
    if reference.count >= plan.minimum > current.count:
        yield Finding(
            DriftTest.NO_DATA,
            current.count,
            DriftSeverity.WARNING if current.count else DriftSeverity.SEVERE,
            limits={"minimum": plan.minimum},
        )


def _missing_share(sample: Sample) -> float:
    total = sample.count + sample.missing
    return sample.missing / total if total else 0.0


def _metrics(
    plan: Plan,
    means: Mapping[str, Mean],
    held: dict[str, DriftSeverity],
    names: Collection[str],
) -> Iterator[FeatureResult]:
    """Those of the plan that are among the names."""
    for name in sorted(set(plan.metrics) & set(names)):
        found = _metric(name, means.get(name), plan, held.get(name, DriftSeverity.NONE))
        count = means[name].count if name in means else 0
        yield FeatureResult(name, "metric", count, 0, 0.0, 0.0, (found,))


def _metric(name: str, mean: Mean | None, plan: Plan, before: DriftSeverity) -> Finding:
    if mean is None:
        return Finding(DriftTest.NO_DATA, 0.0, DriftSeverity.WARNING, limits={"minimum": 1})
    limits = plan.metrics[name]
    severity = thresholds.judge_metric(mean.value, limits, before)
    return Finding(DriftTest.METRIC, mean.value, severity, limits=asdict(limits))
