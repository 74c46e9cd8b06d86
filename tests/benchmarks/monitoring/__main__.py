"""Fill, send, examine, and write docs/performance-monitoring.md: `make bench-monitoring`.

A database of its own beside the development one; it is made anew each time. A hundred million
observations take about 20 GB and a quarter of an hour.
"""

from __future__ import annotations

import argparse
import platform
from pathlib import Path
from typing import Final

from tests.benchmarks.__main__ import ROOT, prepare

MILLION: Final = 1_000_000
PAGE: Final = ROOT / "docs" / "performance-monitoring.md"
INTRODUCTION: Final = """# Performance of monitoring

Written by `make bench-monitoring`; {machine}. Statistics are compared in memory with the least work
that gives the same numbers (F4: one sort of each column). Observations are sent over the API in
packed requests of 10,000 by two clients to two web workers, and held against COPY of the same rows
into an empty table with the same key. Full months lie beside the one that is written to.
"""


def options() -> argparse.Namespace:
    """What to measure."""
    parser = argparse.ArgumentParser(prog="make bench-monitoring")
    parser.add_argument("--observations", type=int, default=100 * MILLION)
    parser.add_argument("--rows", type=int, default=MILLION, help="of a window in the drift test")
    parser.add_argument("--features", type=int, default=50)
    parser.add_argument("--write", type=Path, default=PAGE)
    return parser.parse_args()


def main() -> None:
    """Compare in memory, fill, send, examine what is in the table, report."""
    asked = options()
    prepare("coe_bench_monitoring", fresh=True)
    # They need Django's apps.
    from tests.benchmarks.monitoring import comparing, filling, measuring  # noqa: PLC0415
    from tests.benchmarks.report import table  # noqa: PLC0415

    lines = measuring.told(comparing.compared(asked.features, asked.rows))
    senders = filling.versions()
    lines += measuring.told(measuring.sending(asked.observations, senders))
    lines += measuring.told(measuring.evaluated(senders[-1], asked.features, asked.rows))
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    text = table(("work", "measured", "budget"), lines)
    asked.write.write_text(f"{INTRODUCTION.format(machine=machine)}\n{text}\n", "utf-8")


if __name__ == "__main__":
    main()
