"""Which windows are due, and what the pages of monitors show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import F, Func, JSONField, Value

from coe_portal.tenancy.clock import today_here, zone_here
from registry.choices import DriftSeverity, DriftTest, MonitorRhythm
from registry.logic.windows import Window, last_end, window_before
from registry.logic.wording import SHORT, FindingLine, finding_line, share
from registry.models.monitoring import DriftReview, Evaluation, Monitor

# A window is checked when late records had time to come.
LATE: Final = dt.timedelta(hours=2)
MOST_HISTORY: Final = 30
NAMED: Final = "$[*] ? (@.name == $name)"


def window_of(monitor: Monitor, today: dt.date) -> Window:
    """The newest complete window on this day."""
    end = last_end(MonitorRhythm(monitor.rhythm), today)
    return window_before(end, monitor.window_days, zone_here())


def due_monitors(now: dt.datetime) -> list[Monitor]:
    """Active monitors whose newest complete window was not checked; two queries."""
    today = today_here()
    active = list(Monitor.objects.active().order_by("pk"))
    ends = {monitor.pk: window_of(monitor, today).end for monitor in active}
    checked = set(
        Evaluation.objects.filter(window_until__in=set(ends.values()))
        .order_by()
        .values_list("monitor", "window_until")
    )
    return [
        monitor
        for monitor in active
        if ends[monitor.pk] + LATE <= now and (monitor.pk, ends[monitor.pk]) not in checked
    ]


@dataclass(frozen=True)
class WindowLine:
    """A window that was checked; an address names it by the day on which it ended."""

    evaluation: Evaluation
    end: dt.date

    @property
    def day(self) -> str:
        return self.end.isoformat()

    @property
    def day_shown(self) -> dt.date:
        """Its last whole day."""
        return self.end - dt.timedelta(days=1)


@dataclass(frozen=True)
class RankedFeature:
    """A line of the ranking: its statistics in the order of `SHORT`."""

    name: str
    severity: DriftSeverity
    values: Sequence[str]
    missing: str

    @property
    def severity_label(self) -> str:
        return str(self.severity.label)


@dataclass(frozen=True)
class MetricLine:
    """A metric with its mean and limit."""

    name: str
    count: int
    finding: FindingLine


@dataclass(frozen=True)
class MonitorPage:
    """Everything the page of a monitor shows: one evaluation of several, and the open review."""

    evaluation: Evaluation | None
    history: Sequence[WindowLine]
    review: DriftReview | None
    day: str

    def ranking(self) -> list[RankedFeature]:
        """Every feature, the worst first."""
        return [_ranked(one) for one in self.evaluation.features] if self.evaluation else []

    def metrics(self) -> list[MetricLine]:
        """Every metric that has a limit."""
        stored = self.evaluation.metrics if self.evaluation else []
        return [
            MetricLine(one["name"], one["count"], finding_line(one["findings"][0]))
            for one in stored
        ]

    def feature(self, name: str) -> dict[str, Any] | None:
        """What was found about one feature; the worst one for a name that is not there."""
        features: list[dict[str, Any]] = self.evaluation.features if self.evaluation else []
        named = [one for one in features if one["name"] == name]
        return next(iter(named or features), None)


def monitor_page(monitor: Monitor, wanted: str) -> MonitorPage:
    """The evaluation of a window (`2026-11-20`, its end), or the newest one. Three queries."""
    zone = zone_here()
    history = [
        WindowLine(one, one.window_until.astimezone(zone).date())
        for one in monitor.evaluations.defer("features", "metrics")[:MOST_HISTORY]
    ]
    chosen = next((one for one in history if one.day == wanted), next(iter(history), None))
    return MonitorPage(
        None if chosen is None else Evaluation.objects.get(pk=chosen.evaluation.pk),
        history,
        DriftReview.objects.open().filter(version=monitor.version_id).first(),
        "" if chosen is None else chosen.day,
    )


def _ranked(feature: Mapping[str, Any]) -> RankedFeature:
    lines = {one["test"]: finding_line(one).value for one in feature["findings"]}
    return RankedFeature(
        feature["name"],
        DriftSeverity(feature["severity"]),
        [lines.get(test, "–") for test in SHORT],
        share(feature["missing"]),
    )


@dataclass(frozen=True)
class PastFeature:
    """One window of one feature: each statistic in percent of the limit that warned."""

    window_until: dt.datetime
    parts: Mapping[DriftTest, float]


def feature_history(monitor: Monitor, name: str) -> list[PastFeature]:
    """The newest windows of one feature, the oldest first, without reading all others."""
    found = Func(
        F("features"),
        Value({"name": name}, JSONField()),
        function="jsonb_path_query_first",
        arg_joiner=f", '{NAMED}'::jsonpath, ",
        output_field=JSONField(),
    )
    rows = monitor.evaluations.values_list("window_until", found)[:MOST_HISTORY]
    return [PastFeature(end, _parts(one)) for end, one in reversed(rows) if one is not None]


def _parts(feature: Mapping[str, Any]) -> dict[DriftTest, float]:
    return {
        DriftTest(one["test"]): 100 * one["value"] / one["limits"]["warning"]
        for one in feature["findings"]
        if one["chance"] is not None
    }
