"""The anti-pattern radar: six detectors, each with its signals, and what they say together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from coe_portal.jobs.models import Job, JobState
from metrics.choices import Pattern, PatternLevel
from metrics.logic.antipatterns import Thresholds, level_of, pattern_strength
from metrics.models.radar import RadarReading, RadarThreshold
from metrics.radar import delivery, people, policing, reach  # noqa: F401  (they declare signals)
from metrics.radar.registry import Signal, all_signals, signal_named
from metrics.radar.wording import WORDING, Wording

COMPARED = dt.timedelta(days=30)
RADAR_JOB = "metrics.radar"


@dataclass(frozen=True)
class SignalReading:
    """One signal as a reading saw it; `value` is None where it rests on too few rows."""

    signal: Signal
    value: float | None
    rows: int
    limits: Thresholds

    @property
    def strength(self) -> float | None:
        return None if self.value is None else self.limits.strength(self.value)

    @property
    def level(self) -> PatternLevel:
        return level_of(self.strength)


@dataclass(frozen=True)
class PatternReading:
    """A pattern, how strong it is, and why; `before` is its level about a month earlier."""

    pattern: Pattern
    signals: tuple[SignalReading, ...]
    before: PatternLevel | None = None

    @property
    def strength(self) -> float | None:
        return pattern_strength([each.strength for each in self.signals])

    @property
    def level(self) -> PatternLevel:
        return level_of(self.strength)

    @property
    def wording(self) -> Wording:
        return WORDING[self.pattern]


def limits_in_force() -> dict[str, Thresholds]:
    """The organization's thresholds, or the shipped ones, by signal."""
    own = RadarThreshold.objects.all().by_signal()
    return {each.code: own.get(each.code, each.defaults) for each in all_signals()}


def signals_now(at: dt.datetime) -> dict[str, dict[str, Any]]:
    """Compute all signals, as a reading keeps them: one statement for each."""
    limits = limits_in_force()
    return {each.code: _kept(each, at, limits[each.code]) for each in all_signals()}


def _kept(signal: Signal, at: dt.datetime, limits: Thresholds) -> dict[str, Any]:
    seen = signal.seen(at)
    return {
        "value": seen.value,
        "rows": seen.rows,
        "watch": limits.watch,
        "present": limits.present,
    }


def patterns_of(
    signals: Mapping[str, Mapping[str, Any]], before: Mapping[Pattern, PatternLevel] | None = None
) -> tuple[PatternReading, ...]:
    """What a reading says of each pattern."""
    readings = list(_readings(signals))
    return tuple(
        PatternReading(
            pattern,
            tuple(each for each in readings if each.signal.pattern == pattern),
            (before or {}).get(pattern),
        )
        for pattern in Pattern
    )


def _readings(signals: Mapping[str, Mapping[str, Any]]) -> Iterable[SignalReading]:
    for code, kept in signals.items():
        signal = signal_named(code)
        if signal is not None:
            limits = Thresholds(kept["watch"], kept["present"])
            yield SignalReading(signal, kept["value"], kept["rows"], limits)


def levels_of(signals: Mapping[str, Mapping[str, Any]]) -> dict[Pattern, PatternLevel]:
    """The level of each pattern."""
    return {each.pattern: each.level for each in patterns_of(signals)}


def newest_radar() -> tuple[RadarReading, tuple[PatternReading, ...]] | None:
    """The newest reading and its patterns, compared with a month before; None before the first."""
    reading = RadarReading.objects.all().newest()
    if reading is None:
        return None
    earlier = RadarReading.objects.filter(taken_at__lte=reading.taken_at - COMPARED).newest()
    before = levels_of(earlier.signals) if earlier else None
    return reading, patterns_of(reading.signals, before)


def reading_of(reading: RadarReading | None, code: str) -> SignalReading | None:
    """One signal of a reading."""
    if reading is None or code not in reading.signals:
        return None
    return next(iter(_readings({code: reading.signals[code]})), None)


def radar_job(reading: RadarReading | None) -> Job | None:
    """The job that reads the radar now, or that failed after the newest reading."""
    job: Job | None = Job.objects.filter(kind=RADAR_JOB).order_by("-pk").first()
    if job is None or job.state == JobState.SUCCEEDED:
        return None
    is_old = reading is not None and job.is_finished and job.created_at < reading.taken_at
    return None if is_old else job
