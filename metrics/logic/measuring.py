"""Pure: how the rows behind a number become the number."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from statistics import fmean, median

from metrics.choices import Summary

DECIMALS = 2


@dataclass(frozen=True)
class Fact:
    """One row behind a number: its id, the part of the whole it belongs to, its amount if any.

    `base` is what the amount is held against in a ratio.
    """

    id: int
    part: str
    amount: float | None = None
    base: float | None = None


@dataclass(frozen=True)
class Measurement:
    """A number, its parts, and what it was made from.

    `value` is None when there is nothing to measure; `digest` is SHA-256 over the facts, so that a
    later computation can prove that it saw the same.
    """

    value: float | None
    parts: Mapping[str, float]
    inputs: int
    digest: str


def measure(facts: Iterable[Fact], how: Summary) -> Measurement:
    """Summarise the facts, as a whole and by part. The order of the facts does not matter."""
    by_part: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_part[fact.part].append(fact)
    everything = [fact for part in by_part.values() for fact in part]
    parts = {part: _summary(rows, how) for part, rows in sorted(by_part.items())}
    return Measurement(
        value=_summary(everything, how),
        parts={part: value for part, value in parts.items() if value is not None},
        inputs=len(everything),
        digest=_digest(everything),
    )


# Sums and means by fsum, so that the order of the rows does not matter.
SUMMARIES: Mapping[Summary, Callable[[Sequence[float]], float]] = {
    Summary.MEDIAN: median,
    Summary.MEAN: fmean,
    Summary.SUM: fsum,
    Summary.SHARE: lambda amounts: 100 * fmean(amounts),
}


def _summary(facts: list[Fact], how: Summary) -> float | None:
    if how == Summary.COUNT:
        return len(facts)
    if how == Summary.RATIO:
        return _ratio(facts)
    amounts = [fact.amount for fact in facts if fact.amount is not None]
    return round(SUMMARIES[how](amounts), DECIMALS) if amounts else None


def _ratio(facts: list[Fact]) -> float | None:
    base = fsum(fact.base for fact in facts if fact.base is not None)
    amount = fsum(fact.amount for fact in facts if fact.amount is not None)
    return round(amount / base, DECIMALS) if base else None


def _digest(facts: list[Fact]) -> str:
    lines = sorted(_line(fact) for fact in facts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _line(fact: Fact) -> str:
    words = [str(fact.id), fact.part, _plain(fact.amount)]
    return "|".join(words if fact.base is None else [*words, _plain(fact.base)])


def _plain(amount: float | None) -> str:
    return "" if amount is None else f"{amount:.6f}"
