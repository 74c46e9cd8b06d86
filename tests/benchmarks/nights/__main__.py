"""The numbers of a night, over organizations with two years of history: `make bench-nights`.

Each number is one statement over a whole organization; it is held against reading the same rows and
adding them up in Python. A database of its own beside the development one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time

from tests.benchmarks.__main__ import prepare

LAST = dt.date(2026, 10, 31)
DAYS = 730


def options() -> argparse.Namespace:
    """How much to measure."""
    parser = argparse.ArgumentParser(prog="make bench-nights")
    parser.add_argument("--organizations", type=int, default=100)
    parser.add_argument("--cases", type=int, default=10_000, help="in each organization")
    parser.add_argument("--fresh", action="store_true", help="make the data anew")
    parser.add_argument("--fill", action="store_true", help="only make the data")
    return parser.parse_args()


def main() -> None:
    """Fill, measure, tell."""
    asked = options()
    prepare("coe_bench_nights", fresh=asked.fresh)
    # They need Django's apps.
    from tests.benchmarks.data import analyse  # noqa: PLC0415
    from tests.benchmarks.nights import copying, filling, measuring  # noqa: PLC0415

    started = time.perf_counter()
    small = filling.fill("night-small", asked.cases // 10)
    owners = [filling.founded(f"night-{n}") for n in range(asked.organizations)]
    copying.keep_pattern(filling.with_cases(owners[0], asked.cases))
    for owner in owners[1:]:
        copying.copy_pattern(owner)
    for owner in (small, *owners):
        filling.keep_past(owner, LAST, DAYS)
    analyse()
    print(f"data ready after {time.perf_counter() - started:.0f} s", flush=True)  # noqa: T201
    if not asked.fill:
        print(*measuring.nights(owners), sep="\n", flush=True)  # noqa: T201
        measuring.dashboard(owners[0], small)


if __name__ == "__main__":
    main()
