"""Pure: how far a current window lies from its reference, by one sort per column.

Numbers are cut at the deciles of the reference; the outer bins are open, and a value that holds
several deciles has a bin of its own, so that constants and zeros in masses are seen to move.
What is missing, endless or not of the feature's kind takes no part here: its share is judged by
itself (`thresholds.missing`). Each statistic has the probability of its value by chance, so that
small windows give no signals of their own.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from registry.choices import DriftTest
from registry.logic.probabilities import chi_square_tail, kolmogorov_tail

Floats = NDArray[np.float64]

BINS: Final = 10
MOST_CATEGORIES: Final = 50
OTHER: Final = "…"
# Shares below this are raised to it in the PSI, whose logarithms know no zero.
FLOOR: Final = 1e-4
# Bytes before and after the rows in PostgreSQL's binary COPY format.
HEADER, TRAILER = 19, 2


@dataclass(frozen=True, eq=False)
class Numbers:
    """Finite values in rising order, and how many values were missing."""

    values: Floats
    missing: int = 0

    @classmethod
    def of(cls, values: Iterable[float | None] | Floats) -> Numbers:
        """Out of values in any order; None, NaN and infinities are missing."""
        given = values if isinstance(values, np.ndarray) else list(values)
        array = np.asarray(given, dtype=np.float64)
        finite = array[np.isfinite(array)]
        finite.sort()
        return cls(finite, len(array) - len(finite))

    @property
    def count(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Categories:
    """How often each category came, and how many values were missing."""

    counts: Mapping[str, int]
    missing: int = 0

    @classmethod
    def of(cls, values: Iterable[str | None]) -> Categories:
        """Out of values in any order; None is missing."""
        counts = Counter(values)
        missing = counts.pop(None, 0)
        return cls({str(name): count for name, count in counts.items()}, missing)

    @property
    def count(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Histogram:
    """Counts between rising edges, one fewer than edges: data that stayed where it was."""

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    missing: int = 0

    @property
    def count(self) -> int:
        return sum(self.counts)


Sample = Numbers | Categories | Histogram


def from_copy(content: memoryview) -> Floats:
    """The one column of numbers in a file of PostgreSQL's binary COPY format."""
    row = np.dtype([("columns", ">i2"), ("length", ">i4"), ("value", ">f8")])
    rows = np.frombuffer(content, row, (len(content) - HEADER - TRAILER) // row.itemsize, HEADER)
    return rows["value"].astype(np.float64)


@dataclass(frozen=True)
class Statistic:
    """`value` is held against limits, `raw` is the number of the textbooks, `chance` its p."""

    test: DriftTest
    value: float
    raw: float
    chance: float


@dataclass(frozen=True)
class Bin:
    """Shares of reference and current in one bin or category."""

    label: str
    reference: float
    current: float


@dataclass(frozen=True)
class Comparison:
    """Statistics of two windows and the bins behind them; nothing when one of them is empty."""

    bins: tuple[Bin, ...] = ()
    statistics: tuple[Statistic, ...] = ()


class NotComparableError(ValueError):
    """The two windows hold different kinds of data."""


def compare(reference: Sample, current: Sample) -> Comparison:
    """All statistics that this kind of data allows; NotComparableError for different kinds."""
    if not reference.count or not current.count:
        return Comparison()
    if isinstance(reference, Numbers) and isinstance(current, Numbers):
        return _of_numbers(reference, current)
    if isinstance(reference, Categories) and isinstance(current, Categories):
        return _of_categories(reference, current)
    if isinstance(current, Histogram) and not isinstance(reference, Categories):
        return _of_histograms(_binned(reference, current.edges), current)
    if isinstance(reference, Histogram) and isinstance(current, Numbers):
        return _of_histograms(reference, _binned(current, reference.edges))
    raise NotComparableError


def _of_numbers(reference: Numbers, current: Numbers) -> Comparison:
    cuts = cut_points(reference.values)
    counts = _counts(reference.values, cuts), _counts(current.values, cuts)
    distance, area = _distances(reference.values, current.values)
    chance = _kolmogorov(distance, reference.count, current.count)
    moved = area / _scale(reference.values)
    return Comparison(
        _bins(_range_labels(cuts), *counts),
        (
            *_binned_statistics(*counts),
            Statistic(DriftTest.KOLMOGOROV_SMIRNOV, distance, distance, chance),
            Statistic(DriftTest.WASSERSTEIN, moved, area, chance),
        ),
    )


def _of_categories(reference: Categories, current: Categories) -> Comparison:
    names = _names(reference.counts, current.counts)
    counts = _tally(reference.counts, names), _tally(current.counts, names)
    statistics = (*_binned_statistics(*counts), chi_square(*counts))
    return Comparison(_bins(names, *counts), statistics)


def _of_histograms(reference: Histogram, current: Histogram) -> Comparison:
    """Kolmogorov-Smirnov at the edges: at most what the values themselves would give."""
    if reference.edges != current.edges:
        raise NotComparableError
    counts = np.array(reference.counts, np.float64), np.array(current.counts, np.float64)
    shares = counts[0] / counts[0].sum(), counts[1] / counts[1].sum()
    distance = float(np.abs(np.cumsum(shares[0] - shares[1])).max())
    chance = _kolmogorov(distance, reference.count, current.count)
    return Comparison(
        _bins(_span_labels(current.edges), *counts),
        (
            *_binned_statistics(*counts),
            Statistic(DriftTest.KOLMOGOROV_SMIRNOV, distance, distance, chance),
        ),
    )


def cut_points(values: Floats) -> Floats:
    """Inner edges of the bins of sorted values: their deciles, and around masses of one value."""
    deciles = _quantiles(values, np.arange(1, BINS) / BINS)
    cuts, times = np.unique(deciles, return_counts=True)
    masses = np.nextafter(cuts[times > 1], np.inf)
    return np.unique(np.concatenate((cuts, masses)))


def psi(reference: Floats, current: Floats) -> float:
    """Population stability index of two rows of counts."""
    p = np.maximum(reference / reference.sum(), FLOOR)
    q = np.maximum(current / current.sum(), FLOOR)
    return float(np.sum((q - p) * np.log(q / p)))


def jensen_shannon(reference: Floats, current: Floats) -> float:
    """Jensen-Shannon distance of two rows of counts, to the base 2: from 0 to 1."""
    p, q = reference / reference.sum(), current / current.sum()
    middle = (p + q) / 2
    divergence = (_divergence(p, middle) + _divergence(q, middle)) / 2
    return math.sqrt(max(0.0, divergence))


def chi_square(reference: Floats, current: Floats) -> Statistic:
    """Chi-square of two rows of counts; held against limits as Cramér's V, which knows no size."""
    table = np.stack((reference, current))
    table = table[:, table.sum(axis=0) > 0]
    total = table.sum()
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0, keepdims=True) / total
    raw = float(((table - expected) ** 2 / expected).sum())
    strength = math.sqrt(raw / float(total))
    chance = chi_square_tail(raw, table.shape[1] - 1)
    return Statistic(DriftTest.CHI_SQUARE, strength, raw, chance)


def _binned_statistics(reference: Floats, current: Floats) -> tuple[Statistic, Statistic]:
    """Both follow a chi-square law when nothing has changed, after the sizes are taken out."""
    n, m = float(reference.sum()), float(current.sum())
    freedom = int(np.count_nonzero(reference + current)) - 1
    weight = n * m / (n + m)
    index, distance = psi(reference, current), jensen_shannon(reference, current)
    spread = 8 * math.log(2) * distance**2
    return (
        Statistic(DriftTest.PSI, index, index, chi_square_tail(weight * index, freedom)),
        Statistic(
            DriftTest.JENSEN_SHANNON, distance, distance, chi_square_tail(weight * spread, freedom)
        ),
    )


def _distances(reference: Floats, current: Floats) -> tuple[float, float]:
    """Largest gap and area between the two distribution functions: KS and Wasserstein.

    The two sorted rows are merged once, in time that grows with their length alone.
    """
    n, m = len(reference), len(current)
    merged = np.concatenate((reference, current))
    order = np.argsort(merged, kind="stable")
    merged = merged[order]
    steps = np.diff(merged)
    del merged
    seen = np.cumsum(order < n)[:-1]
    del order
    gaps = seen / n
    gaps -= (np.arange(1, n + m) - seen) / m
    np.abs(gaps, out=gaps)
    largest = float(gaps.max(where=steps > 0, initial=0.0))
    return largest, float(np.dot(gaps, steps))


def _scale(values: Floats) -> float:
    """A standard deviation; for a constant its size, or 1."""
    spread = float(values.std())
    size = float(abs(values[0]))
    return spread if spread > size * FLOOR**3 else size or 1.0


def _kolmogorov(distance: float, n: int, m: int) -> float:
    return kolmogorov_tail(math.sqrt(n * m / (n + m)) * distance)


def _divergence(p: Floats, q: Floats) -> float:
    seen = p > 0
    return float(np.sum(p[seen] * np.log2(p[seen] / q[seen])))


def _quantiles(values: Floats, at: Floats) -> Floats:
    """Of sorted values, between neighbours in a straight line."""
    place = at * (len(values) - 1)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, len(values) - 1)
    low, high = values[below], values[above]
    part = place - below
    return np.where(low == high, low, low + (high - low) * part)


def _counts(values: Floats, cuts: Floats) -> Floats:
    """How many sorted values lie in each bin: from an edge on, up to below the next."""
    places = np.searchsorted(values, cuts, side="left")
    return np.diff(places, prepend=0, append=len(values)).astype(np.float64)


def _binned(sample: Numbers | Histogram, edges: tuple[float, ...]) -> Histogram:
    """Values into a histogram's bins; what lies outside counts for the outer ones."""
    if isinstance(sample, Histogram):
        return sample
    counts = _counts(sample.values, np.array(edges[1:-1], np.float64))
    return Histogram(edges, tuple(int(count) for count in counts), sample.missing)


def _names(reference: Mapping[str, int], current: Mapping[str, int]) -> tuple[str, ...]:
    """The most frequent of both by name; the rest together, when there are too many."""
    both = Counter(reference)
    both.update(current)
    ranked = sorted((name for name in both if both[name]), key=lambda name: (-both[name], name))
    if len(ranked) <= MOST_CATEGORIES:
        return tuple(sorted(ranked))
    return (*sorted(ranked[: MOST_CATEGORIES - 1]), OTHER)


def _tally(counts: Mapping[str, int], names: Sequence[str]) -> Floats:
    """Counts in the order of the names; all that is not named belongs to the last."""
    row = np.array([counts.get(name, 0) for name in names], np.float64)
    row[-1] += sum(counts.values()) - row.sum()
    return row


def _bins(labels: Sequence[str], reference: Floats, current: Floats) -> tuple[Bin, ...]:
    shares: Any = zip(labels, reference / reference.sum(), current / current.sum(), strict=True)
    return tuple(Bin(label, float(p), float(q)) for label, p, q in shares)


def _range_labels(cuts: Floats) -> tuple[str, ...]:
    """`< 2`, `2 – 5`, `= 7`, `≥ 9`."""
    inner = [
        f"= {_short(low)}" if np.nextafter(low, np.inf) == high else _span(low, high)
        for low, high in itertools.pairwise(cuts)
    ]
    is_mass = len(cuts) > 1 and np.nextafter(cuts[-2], np.inf) == cuts[-1]
    last = f"> {_short(cuts[-2])}" if is_mass else f"≥ {_short(cuts[-1])}"
    return (f"< {_short(cuts[0])}", *inner, last)


def _span_labels(edges: Sequence[float]) -> tuple[str, ...]:
    return tuple(_span(low, high) for low, high in itertools.pairwise(edges))


def _span(low: float, high: float) -> str:
    return f"{_short(low)} – {_short(high)}"


def _short(value: float) -> str:
    """Three digits, or all before the point."""
    return f"{value:,.0f}" if 1e3 <= abs(value) < 1e9 else f"{value:.3g}"  # noqa: PLR2004
