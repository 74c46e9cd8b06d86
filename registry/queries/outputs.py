"""How many outputs were reported and found to be problems: by day, by version, as readings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from coe_portal.tenancy.clock import today_here, zone_here
from intake.models.use_cases import UseCase
from registry.choices import OutputVerdict
from registry.logic.monitors import Mean
from registry.logic.windows import Window, between
from registry.models.models import AIModel, ModelVersion, UsageRecord
from registry.models.outputs import OutputReport, OutputReportQuerySet

SHOWN_DAYS: Final = 30
CONFIRMED: Final = Q(verdict=OutputVerdict.CONFIRMED)
REPORTS_PER_DAY: Final = "output_reports_per_day"
PROBLEMS_PER_DAY: Final = "output_problems_per_day"
PROBLEM_SHARE: Final = "output_problem_share"
PROBLEMS_PER_1000_CALLS: Final = "output_problems_per_1000_calls"
READINGS: Final = (REPORTS_PER_DAY, PROBLEMS_PER_DAY, PROBLEM_SHARE, PROBLEMS_PER_1000_CALLS)
"""Metrics of output review that a monitor holds to limits without anybody sending them."""


def readings_of(version: ModelVersion, window: Window, names: Iterable[str]) -> dict[str, Mean]:
    """The readings that are asked for and can be taken in a window; verdicts by their own day."""
    wanted = set(names) & set(READINGS)
    if not wanted:
        return {}
    reports = version.output_reports.filter(created_at__gte=window.start, created_at__lt=window.end)
    judged = version.output_reports.filter(judged_at__gte=window.start, judged_at__lt=window.end)
    tally = judged.aggregate(all=Count("pk"), bad=Count("pk", filter=CONFIRMED))
    days = max(1, round((window.end - window.start) / dt.timedelta(days=1)))
    received = reports.count()
    found = {
        REPORTS_PER_DAY: Mean(received / days, received),
        PROBLEMS_PER_DAY: Mean(tally["bad"] / days, tally["all"]),
        PROBLEM_SHARE: Mean(tally["bad"] / max(1, tally["all"]), tally["all"]),
    }
    if PROBLEMS_PER_1000_CALLS in wanted and (calls := _calls(version, window)):
        found[PROBLEMS_PER_1000_CALLS] = Mean(1000 * tally["bad"] / calls, tally["all"])
    return {name: mean for name, mean in found.items() if name in wanted}


def _calls(version: ModelVersion, window: Window) -> int:
    zone = zone_here()
    first, end = window.start.astimezone(zone).date(), window.end.astimezone(zone).date()
    days = UsageRecord.objects.filter(version=version, day__gte=first, day__lt=end)
    return days.aggregate(calls=Sum("calls"))["calls"] or 0


@dataclass(frozen=True)
class DayOfOutputs:
    """How many reports came in on a day, and how many problems were confirmed."""

    day: dt.date
    reported: int
    confirmed: int


def last_days(version: ModelVersion | None = None) -> list[DayOfOutputs]:
    """The last thirty days, the oldest first: of one version, or of all. Two queries."""
    zone, today = zone_here(), today_here()
    first = today - dt.timedelta(days=SHOWN_DAYS - 1)
    start = between(first, today, zone).start
    rows: OutputReportQuerySet = OutputReport.objects.all()
    if version is not None:
        rows = rows.filter(version=version)
    reported = _by_day(rows.filter(created_at__gte=start), "created_at")
    confirmed = _by_day(rows.filter(CONFIRMED, judged_at__gte=start), "judged_at")
    days = (first + dt.timedelta(days=number) for number in range(SHOWN_DAYS))
    return [DayOfOutputs(day, reported.get(day, 0), confirmed.get(day, 0)) for day in days]


def _by_day(rows: OutputReportQuerySet, moment: str) -> Mapping[dt.date, int]:
    day = TruncDate(moment, tzinfo=zone_here())
    counted = rows.order_by().annotate(day=day).values("day").annotate(count=Count("pk"))
    return {row["day"]: row["count"] for row in counted}


def use_case_of(model: AIModel) -> UseCase | None:
    """The use case at work of the highest tier that a model serves."""
    cases = UseCase.objects.open().filter(model_links__model=model)
    found: UseCase | None = cases.order_by("-tier_rank", "number").first()
    return found


@dataclass(frozen=True)
class OutputTally:
    """The reports of a version so far."""

    reported: int
    waiting: int
    confirmed: int


def tally_of(version: ModelVersion) -> OutputTally:
    """How the reports of a version stand. One query."""
    counted = version.output_reports.aggregate(
        reported=Count("pk"),
        waiting=Count("pk", filter=Q(verdict="")),
        confirmed=Count("pk", filter=CONFIRMED),
    )
    return OutputTally(**counted)
