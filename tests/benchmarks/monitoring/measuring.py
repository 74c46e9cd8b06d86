"""Rates and seconds of a table that grows to a hundred million observations."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final

from django.db import connection
from django.utils import timezone

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from registry.choices import BaselineKind
from registry.logic.windows import Window
from registry.models.models import ModelVersion
from registry.models.monitoring import Monitor
from registry.queries.examination import examine
from tests.benchmarks.__main__ import server
from tests.benchmarks.data import analyse
from tests.benchmarks.monitoring import ingesting
from tests.benchmarks.monitoring.filling import SLUG, fill_month, fill_wide

MONTHS: Final = 24
Line = tuple[str, str, str]


def told(lines: list[Line]) -> list[Line]:
    """Printed as they come."""
    for line in lines:
        print(*line, sep=" | ", flush=True)  # noqa: T201
    return lines


def sending(total: int, senders: list[ModelVersion]) -> list[Line]:
    """Rates into an empty table, beside the running month alone, and beside all months."""
    token = ingesting.secret(senders[0])
    lines: list[Line] = []
    first = 0.0
    for months in (0, 1, MONTHS):
        filled(range(1 if months > 1 else 0, months), total // MONTHS, senders)
        analyse()
        with server() as (port, _workers):
            rate = ingesting.rate(port, senders[0], token)
        first = first or rate.sent
        lines.append(
            (
                f"observations sent beside {months * (total // MONTHS):,}",
                f"{rate.words}, {rate.sent / first:.2f} × the first rate",
                "",
            )
        )
        lines += window_of(senders[0].pk, months)
    return [*lines, ("size of the table with its index", size(), "")]


def filled(months: range, count: int, senders: list[ModelVersion]) -> None:
    """Two months at a time."""
    started = time.perf_counter()
    connection.close()
    with ProcessPoolExecutor(2, multiprocessing.get_context("fork")) as pool:
        for done in [pool.submit(fill_month, back, count, senders) for back in months]:
            done.result()
    if len(months):
        seconds = time.perf_counter() - started
        print(f"{len(months)} months after {seconds:.0f} s", flush=True)  # noqa: T201


def window_of(version_id: int, months: int) -> list[Line]:
    """The nightly task's window of a week, out of what is there."""
    if not months:
        return []
    seconds, _peak, found = apart(_examine, version_id, 7)
    return [(f"… a week of one version ({found:,} rows) examined", f"{seconds:.2f} s", "")]


def evaluated(version: ModelVersion, features: int, rows: int) -> list[Line]:
    """Many features of a million rows, read from the table one at a time."""
    started = time.perf_counter()
    fill_wide(version, features, rows)
    print(f"wide rows after {time.perf_counter() - started:.0f} s", flush=True)  # noqa: T201
    seconds, peak, found = apart(_examine, version.pk, 8)
    return [
        (
            f"{features} features × {found:,} rows examined out of the table",
            f"{seconds:.0f} s, {peak:.0f} MB above the start",
            "",
        )
    ]


def apart(work: Callable[..., tuple[float, int]], *given: Any) -> tuple[float, float, int]:
    """In a process of its own: seconds, megabytes above its start, rows."""
    connection.close()
    with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool:
        before = pool.submit(_memory).result()
        seconds, rows = pool.submit(work, *given).result()
        return seconds, pool.submit(_memory).result() - before, rows


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _examine(version_id: int, days: int) -> tuple[float, int]:
    """Seconds of one examination of the last days, and how many rows it read."""
    now = timezone.now()
    with scope(Organization.objects.get(slug=SLUG)):
        version = ModelVersion.objects.get(pk=version_id)
        has_reference = version.observations.filter(kind="reference").exists()
        monitor = Monitor(
            version=version,
            baseline=BaselineKind.REFERENCE if has_reference else BaselineKind.PREVIOUS,
        )
        started = time.perf_counter()
        found = examine(monitor, Window(now - dt.timedelta(days=days), now), {})
        return time.perf_counter() - started, found.observations


def size() -> str:
    """Of all partitions."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), pg_size_pretty(sum(pg_table_size(inhrelid))),"
            " pg_size_pretty(sum(pg_indexes_size(inhrelid)))"
            " FROM pg_inherits WHERE inhparent = 'registry_observation'::regclass"
        )
        parts, rows, index = cursor.fetchone()
    return f"{parts} partitions, rows {rows}, index {index}"
