"""A night against reading the same rows and adding them up in Python."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from metrics.actions.snapshots import take_days
from metrics.choices import Summary
from metrics.kpis.registry import AsOf, all_kpis
from metrics.logic.measuring import Fact, measure
from metrics.logic.periods import end_of_day, quarter_of
from tests.benchmarks.data import ACTOR


def row_by_row(owner: Organization, day: dt.date) -> float:
    """Seconds to read the rows of every KPI and to add them up in Python."""
    zone = ZoneInfo(owner.timezone)
    as_of = AsOf(quarter_of(day, owner.fiscal_year_start_month), end_of_day(day, zone), zone)
    started = time.perf_counter()
    with scope(owner):
        for kpi in all_kpis():
            names = ["pk", "part", "amount", *(["base"] if kpi.summary == Summary.RATIO else [])]
            read = kpi.rows(as_of).order_by().values_list(*names)
            measure((Fact(*row) for row in read.iterator(chunk_size=5_000)), kpi.summary)
    return time.perf_counter() - started


def night(owner: Organization, day: dt.date) -> tuple[float, int]:
    """Seconds and statements of keeping a day."""
    started = time.perf_counter()
    with CaptureQueriesContext(connection) as queries, scope(owner):
        take_days(owner, [day], actor=ACTOR)
    return time.perf_counter() - started, len(queries)


def told(lines: list[tuple[float, float, int]], cases: int) -> str:
    """The measurements in a sentence."""
    whole = sum(seconds for seconds, _rows, _statements in lines)
    plain = sum(rows for _seconds, rows, _statements in lines)
    return (
        f"{len(all_kpis())} KPIs, {cases:,} use cases, two years: {whole / len(lines):.2f} s an "
        f"organization = {whole / plain:.2f} × row by row ({plain / len(lines):.2f} s), "
        f"{max(line[2] for line in lines)} statements"
    )


def measured(owners: Iterable[Organization], last: dt.date) -> list[tuple[float, float, int]]:
    """Of each organization: seconds of a night, of adding up row by row, and statements."""
    found = []
    for back, owner in enumerate(owners):
        day = last - dt.timedelta(days=back)
        seconds, statements = night(owner, day)
        found.append((seconds, row_by_row(owner, day), statements))
    return found
