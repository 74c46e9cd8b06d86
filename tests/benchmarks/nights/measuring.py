"""A night against reading the same rows and adding them up in Python."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from typing import Final
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
from metrics.models.snapshots import Snapshot
from tests.benchmarks import taking
from tests.benchmarks.__main__ import server
from tests.benchmarks.data import ACTOR, Inhabited, session
from tests.benchmarks.measures import FLOORS, MEASURES, Budget, Measure, page

COMPARED: Final = 3
QUARTERS: Final = ("2026-Q3", "2025-Q4")
DASHBOARDS: Final = (
    *(one for one in MEASURES if one.name == "quarterly dashboard"),
    *(
        Measure(f"dashboard of {code}", Budget(8, 15, "F0", growth=1.1), page(f"metrics/{code}/"))
        for code in QUARTERS
    ),
)


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


def nights(owners: Sequence[Organization]) -> list[str]:
    """Keeps one more day of each organization; what it took, in sentences."""
    seconds, statements = zip(*(night(owner, next_day(owner)) for owner in owners), strict=True)
    plain = [row_by_row(owner, next_day(owner)) for owner in owners[:COMPARED]]
    ratio = sum(seconds[:COMPARED]) / sum(plain)
    each = sum(seconds) / len(seconds)
    return [
        f"night of {len(owners)} organizations: {sum(seconds):.0f} s, {max(seconds):.2f} s at most",
        f"{len(all_kpis())} KPIs of an organization: {each:.2f} s in {max(statements)} statements",
        f"{ratio:.2f} × reading the rows and adding them up in Python",
    ]


def next_day(owner: Organization) -> dt.date:
    """The day after the last that is kept."""
    with scope(owner):
        newest = Snapshot.objects.by_day().order_by("-day").first()
    assert newest is not None
    assert newest.day is not None
    return newest.day + dt.timedelta(days=1)


def dashboard(large: Organization, small: Organization) -> None:
    """The quarter's page where all has two years of numbers, beside a tenth of the cases."""
    inhabited = [Inhabited(owner, session(owner, 0), "", "") for owner in (large, small)]
    with server() as (port, _workers):
        taking.take({"F0": FLOORS["F0"]}, DASHBOARDS, *taking.places(port, *inhabited))
