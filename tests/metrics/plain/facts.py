"""Rows behind a number without a database, and their sums by the plainest arithmetic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from statistics import mean, median

from metrics.choices import Summary


@dataclass(frozen=True)
class Row:
    """One row: its part, what it counts as, and the unit (by code) and the tier it belongs to."""

    part: str
    amount: float | None = None
    base: float | None = None
    unit: str | None = None
    tier: str | None = None


def summed(rows, how):
    """The number of some rows; None where there is nothing to measure, 0 where none are summed."""
    amounts = [row.amount for row in rows if row.amount is not None]
    if how == Summary.COUNT:
        return len(rows)
    if how == Summary.RATIO:
        base = sum(row.base for row in rows)
        return round(sum(amounts) / base, 2) if base > 0 else None
    if how == Summary.SUM and not rows:
        return 0
    if not amounts:
        return None
    ways = {
        Summary.MEDIAN: median,
        Summary.MEAN: mean,
        Summary.SUM: sum,
        Summary.SHARE: lambda values: 100 * sum(values) / len(values),
    }
    return round(ways[how](amounts), 2)


def by(rows, key):
    """The rows in heaps."""
    heaps = defaultdict(list)
    for row in rows:
        heaps[key(row)].append(row)
    return heaps


def heaps(rows):
    """Rows of a table by their first value, without it."""
    found = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def within(as_of, at):
    return as_of.since <= at <= as_of.at


def day_of(as_of):
    """The day of the moment on the organization's clock."""
    return as_of.at.astimezone(as_of.zone).date()


def days(start, end):
    return (end - start).total_seconds() / 86400


def parts_and_value(rows, how):
    """The number of each part, where there is one, and of all rows together."""
    parts = {part: summed(some, how) for part, some in by(rows, lambda row: row.part).items()}
    known = {part: value for part, value in parts.items() if value is not None}
    return known, summed(rows, how)
