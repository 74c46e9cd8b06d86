"""How a version fares week by week: calls, drift, metrics that monitors watch, and problems."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Any, Final

from django.db.models import Count, F, Func, IntegerField, Sum
from django.db.models.functions import TruncDate

from coe_portal.tenancy.clock import zone_here
from registry.choices import DriftTest
from registry.models.models import ModelVersion, UsageRecord
from registry.models.monitoring import Evaluation
from registry.models.outputs import OutputReport
from registry.queries.outputs import CONFIRMED

WEEKS: Final = 12
WEEK: Final = 7
MOST_DAYS: Final = WEEKS * WEEK
MOST_WINDOWS: Final = 400
MOST_METRICS: Final = 3
PERCENT, THOUSAND = 100, 1000

Values = tuple[float | None, ...]
Samples = Iterable[tuple[dt.date, float]]

FEATURES: Final = Func(F("features"), function="jsonb_array_length", output_field=IntegerField())
SIGNALLED: Final = Func(
    F("features"),
    template="jsonb_array_length(jsonb_path_query_array(%(expressions)s,"
    " '$[*] ? (@.severity != \"none\")'))",
    output_field=IntegerField(),
)


@dataclass(frozen=True)
class Rates:
    """One value for each week, the oldest first; None where nothing is known.

    `calls` are by day, `signalled` is the share of features with a signal in the worst window,
    `problems` are confirmed ones in a thousand calls.
    """

    ends: tuple[dt.date, ...]
    calls: Values
    signalled: Values
    problems: Values
    metrics: Mapping[str, Values]


@dataclass(frozen=True)
class _Window:
    """What a monitor found, on the last day that it looked at."""

    day: dt.date
    signalled: float | None
    metrics: Mapping[str, float]


def rates_of(version: ModelVersion) -> Rates | None:
    """The last twelve weeks in which something is known; None if nothing is. Three queries."""
    calls, problems = _calls(version), _problems(version)
    windows = _windows(version)
    days = {*calls, *problems, *(window.day for window in windows)}
    if not days:
        return None
    last = max(days)
    shares = [(one.day, one.signalled) for one in windows if one.signalled is not None]
    called = _by_week(calls.items(), last, sum)
    return Rates(
        tuple(last - dt.timedelta(weeks=back) for back in reversed(range(WEEKS))),
        _by_week(calls.items(), last, fmean),
        _by_week(shares, last, max),
        _in_thousand(_by_week(problems.items(), last, sum), called) if problems else (),
        {name: _by_week(samples, last, fmean) for name, samples in _metrics(windows).items()},
    )


def _by_week(samples: Samples, last: dt.date, how: Callable[[list[float]], float]) -> Values:
    """What the samples of each week come to."""
    weeks: defaultdict[int, list[float]] = defaultdict(list)
    for day, value in samples:
        weeks[(last - day).days // WEEK].append(value)
    return tuple(
        float(how(weeks[back])) if back in weeks else None for back in reversed(range(WEEKS))
    )


def _in_thousand(problems: Values, calls: Values) -> Values:
    return tuple(
        THOUSAND * (bad or 0) / count if count else None
        for bad, count in zip(problems, calls, strict=True)
    )


def _calls(version: ModelVersion) -> dict[dt.date, float]:
    """Of all consumers, by day."""
    rows = UsageRecord.objects.filter(version=version).order_by("-day")
    return dict(rows.values_list("day").annotate(Sum("calls"))[:MOST_DAYS])


def _problems(version: ModelVersion) -> dict[dt.date, float]:
    """Confirmed ones, by the day of the verdict."""
    rows = OutputReport.objects.filter(CONFIRMED, version=version)
    day = TruncDate("judged_at", tzinfo=zone_here())
    counted = rows.annotate(day=day).order_by("-day").values_list("day")
    return dict(counted.annotate(Count("pk"))[:MOST_DAYS])


def _windows(version: ModelVersion) -> list[_Window]:
    """The newest windows of its monitors, without what was found of each feature."""
    zone = zone_here()
    rows = Evaluation.objects.filter(monitor__version=version).order_by("-window_until", "-pk")
    found = rows.values_list("window_until", FEATURES, SIGNALLED, "metrics")[:MOST_WINDOWS]
    return [
        _Window(
            end.astimezone(zone).date() - dt.timedelta(days=1),
            PERCENT * signalled / features if features else None,
            _means(metrics),
        )
        for end, features, signalled, metrics in found
    ]


def _means(metrics: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Of metrics that were sent."""
    return {
        one["name"]: finding["value"]
        for one in metrics
        for finding in one["findings"]
        if finding["test"] == DriftTest.METRIC
    }


def _metrics(windows: Iterable[_Window]) -> dict[str, list[tuple[dt.date, float]]]:
    """The samples of a few metrics, by name."""
    found: defaultdict[str, list[tuple[dt.date, float]]] = defaultdict(list)
    for window in windows:
        for name, value in window.metrics.items():
            found[name].append((window.day, value))
    return {name: found[name] for name in sorted(found)[:MOST_METRICS]}
