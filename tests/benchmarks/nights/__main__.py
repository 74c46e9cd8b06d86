"""The numbers of a night, over organizations with two years of history: `make bench-nights`.

Each number is one statement over a whole organization; it is held against reading the same rows and
adding them up in Python. A database of its own beside the development one.
"""

from __future__ import annotations

import argparse
import datetime as dt

from tests.benchmarks.__main__ import prepare


def options() -> argparse.Namespace:
    """How much to measure."""
    parser = argparse.ArgumentParser(prog="make bench-nights")
    parser.add_argument("--organizations", type=int, default=3)
    parser.add_argument("--cases", type=int, default=10_000, help="in each organization")
    parser.add_argument("--fresh", action="store_true", help="make the data anew")
    return parser.parse_args()


def main() -> None:
    """Fill, measure, tell."""
    asked = options()
    prepare("coe_bench_nights", fresh=asked.fresh)
    # They need Django's apps.
    from tests.benchmarks.data import analyse  # noqa: PLC0415
    from tests.benchmarks.nights import filling, measuring  # noqa: PLC0415

    owners = [filling.fill(f"night-{n}", asked.cases) for n in range(asked.organizations)]
    analyse()
    lines = measuring.measured(owners, dt.date(2026, 10, 31))
    print(measuring.told(lines, asked.cases))  # noqa: T201


if __name__ == "__main__":
    main()
