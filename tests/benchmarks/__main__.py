"""`python -m tests.benchmarks`: build the world if it is not there, measure, print, write the page.

A database of its own beside the development one; `--fresh` makes it anew.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg2

# Of 100,000 use cases: 10,000 people, each with 200 skills.
PEOPLE_SHARE = 10
ROOT = Path(__file__).resolve().parents[2]


def prepare(database: str, *, fresh: bool) -> float:
    """Point the process at the database of the bench, made and migrated; seconds of migrating."""
    address = os.environ["DATABASE_URL"]
    with closing(psycopg2.connect(address)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        if fresh:
            cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {database}")
    os.environ["DATABASE_URL"] = database_address(address, database)
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    started = time.perf_counter()
    call_command("migrate", verbosity=0)
    return time.perf_counter() - started


def database_address(address: str, database: str) -> str:
    """The same server, the database of the bench."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, f"/{database}", parts.query, ""))


@contextmanager
def server() -> Iterator[tuple[int, list[int]]]:
    """Two sync gunicorn workers; gives the port and the workers' process ids."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--workers", "2", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(
        [*command, "--log-level", "error", "--no-control-socket", "coe_portal.wsgi"], cwd=ROOT
    ) as process:
        try:
            wait_for(port)
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text()
            yield port, [int(child) for child in children.split()]
        finally:
            process.send_signal(signal.SIGTERM)


def wait_for(port: int) -> None:
    """Until the port answers; TimeoutError after a minute."""
    for _attempt in range(240):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.25)
    raise TimeoutError


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--fresh", action="store_true", help="make the data anew")
    parser.add_argument("--cases", type=int, default=100_000, help="in the large organization")
    parser.add_argument("--write", help="where to, instead of docs/performance.md")
    parser.add_argument("--quick", action="store_true", help="only the requests")
    return parser.parse_args()


def main() -> None:
    """Build, measure, report."""
    options = _options()
    migrated = prepare(f"coe_bench_{options.cases}", fresh=options.fresh)
    # They need Django's apps.
    from tests.benchmarks import (  # noqa: PLC0415
        coverage,
        data,
        docket,
        enrolments,
        extras,
        matrix,
        measures,
        report,
        taking,
    )

    started = time.perf_counter()
    world = data.build(options.cases)
    matrices = matrix.build(options.cases // PEOPLE_SHARE)
    enrolments.build(matrices)
    coverage.build(world)
    docket.build(world)
    print(f"data ready after {time.perf_counter() - started:.0f} s", flush=True)  # noqa: T201
    with server() as (port, workers):
        large, small = taking.places(port, world.large, world.small)
        many, few = taking.places(port, *matrices)
        floors, measured = taking.take(measures.FLOORS, measures.MEASURES, large, small)
        places = {
            matrix: (many, few),
            enrolments: (many, few),
            coverage: (large, small),
            docket: (large, small),
        }
        for part, pair in places.items():
            floors, further = taking.take(part.FLOORS, part.MEASURES, *pair, known=floors)
            measured += further
        others = extras.memory(workers)
        alone = next(
            result.large for measure, result in measured if measure.name.startswith("HTML")
        )
        if alone:
            others += extras.concurrency(lambda: large.browser.get(large.path("intake/")), alone)
    if not options.quick:
        others += (
            extras.start_up() + extras.audit_chain(world.small.organization) + extras.importing()
        )
    if options.fresh:
        others.append(("migrate an empty database", f"{migrated:.1f} s", "≤ 60 s"))
    path = Path(options.write) if options.write else ROOT / "docs" / "performance.md"
    print(report.write(path, options.cases, measured, floors, others))  # noqa: T201


if __name__ == "__main__":
    main()
