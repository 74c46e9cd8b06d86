"""What a benefit is worth in a month, by the method of its kind. Pure.

Every method ends with a haircut: what cannot be shown for certain is taken off before it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, TypeAlias

from metrics.choices import BenefitKind, BenefitParameter as P

CENT: Final = Decimal("0.01")
WHOLE: Final = Decimal(100)
MONTHS_IN_YEAR: Final = 12
MOST: Final = Decimal(10) ** 11
MOST_LIFT: Final = Decimal(1000)

Figures: TypeAlias = Mapping[P, Decimal]


@dataclass(frozen=True)
class Method:
    """What a kind of benefit is reckoned from, and how, before the haircut."""

    parameters: tuple[P, ...]
    gross: Callable[[Figures], Decimal]


def _hours(figures: Figures) -> Decimal:
    return figures[P.PEOPLE] * figures[P.HOURS] * figures[P.ADOPTION] / WHOLE


METHODS: Final[Mapping[BenefitKind, Method]] = {
    BenefitKind.HOURS: Method(
        (P.PEOPLE, P.HOURS, P.ADOPTION, P.RATE, P.HAIRCUT),
        lambda figures: _hours(figures) * figures[P.RATE],
    ),
    BenefitKind.REVENUE: Method(
        (P.REVENUE, P.LIFT, P.MARGIN, P.ATTRIBUTION, P.HAIRCUT),
        lambda figures: (
            figures[P.REVENUE]
            * (figures[P.LIFT] / WHOLE)
            * (figures[P.MARGIN] / WHOLE)
            * (figures[P.ATTRIBUTION] / WHOLE)
        ),
    ),
    BenefitKind.COST: Method(
        (P.CASES, P.CASE_COST, P.ADOPTION, P.HAIRCUT),
        lambda figures: figures[P.CASES] * figures[P.CASE_COST] * figures[P.ADOPTION] / WHOLE,
    ),
    BenefitKind.RISK: Method(
        (P.EVENTS_BEFORE, P.EVENTS_AFTER, P.LOSS, P.HAIRCUT),
        lambda figures: (
            (figures[P.EVENTS_BEFORE] - figures[P.EVENTS_AFTER]) * figures[P.LOSS] / MONTHS_IN_YEAR
        ),
    ),
    BenefitKind.QUALITY: Method(
        (P.ERRORS_BEFORE, P.ERRORS_AFTER, P.ERROR_COST, P.HAIRCUT),
        lambda figures: (
            (figures[P.ERRORS_BEFORE] - figures[P.ERRORS_AFTER]) * figures[P.ERROR_COST]
        ),
    ),
}
LARGEST: Final[Mapping[P, Decimal]] = {
    **dict.fromkeys((P.ADOPTION, P.MARGIN, P.ATTRIBUTION, P.HAIRCUT), WHOLE),
    P.LIFT: MOST_LIFT,
}
"""Percentages have an end; every other figure ends at MOST."""


@dataclass(frozen=True)
class Worth:
    """What a month brings: money, and hours where hours are what is saved."""

    amount: Decimal
    hours: Decimal | None = None


@dataclass(frozen=True)
class Interval:
    """A month at worst, most likely and at best."""

    low: Decimal
    likely: Decimal
    high: Decimal


def parameters_of(kind: BenefitKind) -> tuple[P, ...]:
    """What the method of the kind asks for, in order."""
    return METHODS[kind].parameters


def worth(kind: BenefitKind, figures: Figures, *, share: int = 100) -> Worth:
    """The worth of a month by the method of the kind, after the haircut.

    `share` is the part, in percent, that is counted here where another benefit counts the rest.
    """
    kept = (1 - figures[P.HAIRCUT] / WHOLE) * share / WHOLE
    amount = _rounded(METHODS[kind].gross(figures) * kept)
    hours = _rounded(_hours(figures) * kept) if kind == BenefitKind.HOURS else None
    return Worth(amount, hours)


def interval(likely: Decimal, low_percent: int, high_percent: int) -> Interval:
    """The range around a likely amount, its ends in percent of it."""
    return Interval(
        _rounded(likely * low_percent / WHOLE), likely, _rounded(likely * high_percent / WHOLE)
    )


def out_of_range(kind: BenefitKind, figures: Figures) -> Iterator[P]:
    """The parameters of the kind that are missing, below zero or too large."""
    for parameter in parameters_of(kind):
        figure = figures.get(parameter, Decimal("NaN"))
        if not (figure.is_finite() and 0 <= figure <= LARGEST.get(parameter, MOST)):
            yield parameter


def part_of(whole: Decimal | None, part: Decimal, of: Decimal) -> Decimal | None:
    """What falls of `whole` on `part` out of `of`: verified hours, when less money is verified."""
    if whole is None:
        return None
    return _rounded(whole * part / of) if of else Decimal(0)


def _rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)
