"""Pure: how the rows behind a number become the number.

Organizations are measured in the database (`metrics/kpis/summing.py`), in one statement; this says
what that statement must give, and does the last step of it.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context, Decimal
from math import fsum
from statistics import median_high, median_low

from metrics.choices import Summary
from metrics.logic.slices import Cut

DECIMALS = 2
PROOF = Decimal("0.000001")
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Fact:
    """One row behind a number: its id, the part of the whole it belongs to, its amount if any.

    `base` is what the amount is held against in a ratio; `unit` and `tier` by what the number can
    be narrowed.
    """

    id: int
    part: str
    amount: float | None = None
    base: float | None = None
    unit: int | None = None
    tier: str = ""


@dataclass(frozen=True)
class Measurement:
    """A number, its parts, and what it was made from.

    `value` is None when there is nothing to measure, 0 for the count or sum of no rows; `digest` is
    SHA-256 over the facts, so that a later computation can prove that it saw the same. `slices` are
    the values of business units and risk tiers, by the key of the cut.
    """

    value: float | None
    parts: Mapping[str, float]
    inputs: int
    digest: str
    slices: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Sums:
    """What a summary is made from: of some facts, or of nothing.

    `low` and `high` are the two amounts in the middle, which are one when their count is odd.
    """

    inputs: int = 0
    known: int = 0
    amount: float = 0.0
    base: float = 0.0
    low: float | None = None
    high: float | None = None


def measure(facts: Iterable[Fact], how: Summary) -> Measurement:
    """Summarise the facts, as a whole, by part and by cut. Their order does not matter."""
    by_part: dict[str, list[Fact]] = defaultdict(list)
    by_cut: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        by_part[fact.part].append(fact)
        for cut in _cuts(fact):
            by_cut[cut.key].append(fact)
    everything = [fact for part in by_part.values() for fact in part]
    return Measurement(
        value=summary(_sums(everything), how),
        parts=_summaries(by_part, how),
        inputs=len(everything),
        digest=_digest(everything),
        slices=_summaries(by_cut, how),
    )


def _cuts(fact: Fact) -> set[Cut]:
    """The parts of the organization that the fact stands in."""
    cuts = {Cut(fact.unit), Cut(tier=fact.tier)}
    if fact.unit is not None and fact.tier:
        cuts.add(Cut(fact.unit, fact.tier))
    return {cut for cut in cuts if not cut.is_whole}


def _summaries(groups: Mapping[str, list[Fact]], how: Summary) -> dict[str, float]:
    values = {name: summary(_sums(facts), how) for name, facts in sorted(groups.items())}
    return {name: value for name, value in values.items() if value is not None}


def _sums(facts: Sequence[Fact]) -> Sums:
    """Sums by fsum, so that the order of the rows does not matter."""
    amounts = sorted(fact.amount for fact in facts if fact.amount is not None)
    return Sums(
        inputs=len(facts),
        known=len(amounts),
        amount=fsum(amounts),
        base=fsum(fact.base for fact in facts if fact.base is not None),
        low=median_low(amounts) if amounts else None,
        high=median_high(amounts) if amounts else None,
    )


def summary(sums: Sums, how: Summary) -> float | None:
    """The number; None when there is nothing to measure, or nothing to hold a ratio against.

    No rows are none of what is counted or added up: 0. A sum of rows that are all unknown is not
    known, and there is no middle or share of nothing.
    """
    if how == Summary.COUNT:
        return sums.inputs
    if how == Summary.SUM and not sums.inputs:
        return 0.0
    if not (sums.base > 0 if how == Summary.RATIO else sums.known):
        return None
    return round(SUMMARIES[how](sums), DECIMALS)


def _middle(sums: Sums) -> float:
    return ((sums.low or 0.0) + (sums.high or 0.0)) / 2


SUMMARIES: Mapping[Summary, Callable[[Sums], float]] = {
    Summary.MEDIAN: _middle,
    Summary.MEAN: lambda sums: sums.amount / sums.known,
    Summary.SUM: lambda sums: sums.amount,
    Summary.SHARE: lambda sums: 100 * (sums.amount / sums.known),
    Summary.RATIO: lambda sums: sums.amount / sums.base,
}


def _digest(facts: list[Fact]) -> str:
    lines = sorted(_line(fact) for fact in facts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _line(fact: Fact) -> str:
    words = [str(fact.id), fact.part, _plain(fact.amount)]
    return "|".join(words if fact.base is None else [*words, _plain(fact.base)])


def _plain(amount: float | None) -> str:
    """Six decimals of the fifteen digits that a number is sure of, as the database writes it."""
    if amount is None:
        return ""
    known = Decimal(f"{amount:.15g}").quantize(PROOF, context=EXACT)
    return f"{known or abs(known):f}"
