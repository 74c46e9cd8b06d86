"""Signals as declarations: which pattern each speaks of, from which rows, and from where on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.db.models import (
    Avg,
    Case,
    Count,
    FloatField,
    Q,
    QuerySet,
    Sum,
    Value,
    When,
)
from django.db.models.functions import NullIf
from django.utils.functional import Promise

from governance.queries.expectations import Median
from metrics.choices import Pattern, Summary, Unit
from metrics.logic.antipatterns import Thresholds

Text: TypeAlias = str | Promise
# Each row has, by annotation, `amount`: 1 for what shows the pattern and 0 for what does not, or
# a number of its own. With Summary.RATIO also `base`.
Rows: TypeAlias = Callable[[dt.datetime], "QuerySet[Any]"]
FEWEST = 5
SUMMARIES: dict[Summary, Any] = {
    Summary.SHARE: Avg("amount") * 100.0,
    Summary.MEAN: Avg("amount"),
    Summary.MEDIAN: Median("amount"),
    Summary.RATIO: Sum("amount") * 100.0 / NullIf(Sum("base"), 0.0),
}
YES, NO = Value(1.0), Value(0.0)


def one_if(condition: Any) -> Case:
    """1 where the condition holds, else 0."""
    return Case(When(condition, then=YES), default=NO, output_field=FloatField())


@dataclass(frozen=True)
class Seen:
    """A signal's number and how many rows it rests on; no number where they are too few."""

    value: float | None
    rows: int


@dataclass(frozen=True)
class Signal:
    """One sign of a pattern. Its rows are its evidence."""

    code: str
    pattern: Pattern
    label: Text = field(compare=False)
    meaning: Text = field(compare=False)
    unit: Unit
    summary: Summary
    defaults: Thresholds
    rows: Rows = field(compare=False)

    def seen(self, at: dt.datetime) -> Seen:
        """The number, from one statement."""
        counted = Sum("base") if self.summary == Summary.RATIO else Count("pk")
        found = self.rows(at).order_by().aggregate(count=counted, value=SUMMARIES[self.summary])
        count, value = int(found["count"] or 0), found["value"]
        is_known = count >= FEWEST and value is not None
        return Seen(round(float(value), 2) if is_known else None, count)

    def evidence(self, at: dt.datetime, limits: Thresholds) -> QuerySet[Any]:
        """The rows that speak for the pattern."""
        if self.summary not in {Summary.MEAN, Summary.MEDIAN}:
            return self.rows(at).filter(amount__gt=0)
        worse = "amount__gte" if limits.more_is_worse else "amount__lte"
        return self.rows(at).filter(Q(**{worse: limits.watch}))


_signals: dict[str, Signal] = {}


def signal(
    code: str,
    *,
    pattern: Pattern,
    label: Text,
    meaning: Text,
    unit: Unit,
    summary: Summary,
    watch: float,
    present: float,
) -> Callable[[Rows], Rows]:
    """Declare a signal; the function gives its rows. ValueError when the code is taken."""

    def declare(rows: Rows) -> Rows:
        if code in _signals:
            message = f"Signal {code} is declared twice."
            raise ValueError(message)
        limits = Thresholds(watch, present)
        _signals[code] = Signal(code, pattern, label, meaning, unit, summary, limits, rows)
        return rows

    return declare


def all_signals() -> tuple[Signal, ...]:
    """Every declared signal, in the order of the patterns."""
    order = list(Pattern)
    return tuple(sorted(_signals.values(), key=lambda one: (order.index(one.pattern), one.code)))


def signal_named(code: str) -> Signal | None:
    """The signal of this code, if there is one."""
    return _signals.get(code)
