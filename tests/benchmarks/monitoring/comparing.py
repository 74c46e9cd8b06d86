"""Features of a million rows in memory: our statistics against one sort per column (F4)."""

from __future__ import annotations

import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterator
from typing import Final

import numpy as np

from registry.logic.drift import BINS, FLOOR, Floats, Numbers, compare

ROUNDS: Final = 3
MEGABYTE: Final = 1024 * 1024
AT_ONCE: Final = 4
Line = tuple[str, str, str]


def columns(features: int, rows: int) -> Iterator[tuple[Floats, Floats]]:
    """Two windows of each feature, the second one moved a little."""
    random = np.random.default_rng(1)
    for number in range(features):
        yield random.normal(size=rows), random.normal(number / 100, size=rows)


def ours(reference: Floats, current: Floats) -> None:
    """As the nightly task compares them."""
    compare(Numbers.of(reference), Numbers.of(current))


def floor(reference: Floats, current: Floats) -> None:
    """PSI, Kolmogorov-Smirnov and Jensen-Shannon by one sort of each column, and nothing else."""
    old, new = np.sort(reference), np.sort(current)
    cuts = old[(np.arange(1, BINS) / BINS * len(old)).astype(int)]
    p, q = (_shares(one, cuts) for one in (old, new))
    np.sum((q - p) * np.log(q / p))
    middle = (p + q) / 2
    np.sqrt((np.sum(p * np.log2(p / middle)) + np.sum(q * np.log2(q / middle))) / 2)
    both = np.concatenate((old, new))
    distances = np.searchsorted(old, both, "right") / len(old)
    distances -= np.searchsorted(new, both, "right") / len(new)
    np.abs(distances).max()


def _shares(values: Floats, cuts: Floats) -> Floats:
    counts = np.diff(np.searchsorted(values, cuts), prepend=0, append=len(values))
    return np.maximum(counts / len(values), FLOOR)


def compared(features: int, rows: int) -> list[Line]:
    """Seconds against the floor, and the highest memory above the data of one feature."""
    data = list(columns(AT_ONCE, rows))
    times = {
        work: statistics.median(_round(work, data, features) for _n in range(ROUNDS))
        for work in (floor, ours)
    }
    tenth = [(old[: rows // 10], new[: rows // 10]) for old, new in data]
    growth = times[ours] / _round(ours, tenth, features) / 10
    peak = _peak(data[0])
    allowed = 2 * AT_ONCE * 2 * rows * 8 / MEGABYTE
    words = f"drift, {features} features × {rows:,} rows against {rows:,}"
    return [
        (f"{words}: one sort per column (F4)", f"{times[floor]:.1f} s", ""),
        (words, f"{times[ours]:.1f} s = {times[ours] / times[floor]:.2f} × F4", "≤ 1.5 × F4"),
        ("… growth, ten times the rows", f"{growth:.2f} × linear", "linear"),
        ("… highest memory", f"{peak:.0f} MB", f"≤ {allowed:.0f} MB (twice 4 features)"),
    ]


def _round(
    work: Callable[[Floats, Floats], None], data: list[tuple[Floats, Floats]], features: int
) -> float:
    started = time.perf_counter()
    for number in range(features):
        work(*data[number % len(data)])
    return time.perf_counter() - started


def _peak(pair: tuple[Floats, Floats]) -> float:
    tracemalloc.start()
    ours(*pair)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (peak + sum(one.nbytes for one in pair)) / MEGABYTE
