"""How large a risk is, in points and in money, and when its people are reminded. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from governance.choices import RiskBand, RiskState

MOST = 5
LEVELS: Final = range(1, MOST + 1)
# The lowest score of each band, the highest band first.
BANDS: Final = (
    (RiskBand.CRITICAL, 15),
    (RiskBand.HIGH, 10),
    (RiskBand.MEDIUM, 5),
    (RiskBand.LOW, 1),
)
SEVERE: Final = frozenset({RiskBand.HIGH, RiskBand.CRITICAL})
TRANSITIONS: Final = {
    RiskState.OPEN: frozenset({RiskState.ACCEPTED, RiskState.CLOSED}),
    RiskState.ACCEPTED: frozenset({RiskState.OPEN, RiskState.CLOSED}),
    RiskState.CLOSED: frozenset({RiskState.OPEN}),
}
# Days from the date: before it, on it, and then every week.
NOTICE_DAYS: Final = (30, 7, 1, 0)
WEEK: Final = 7
CENT: Final = Decimal("0.01")


@dataclass(frozen=True)
class Rating:
    """Likelihood and impact, each from 1 to 5; ValueError for anything else."""

    likelihood: int
    impact: int

    def __post_init__(self) -> None:
        if self.likelihood not in LEVELS or self.impact not in LEVELS:
            msg = f"{self.likelihood} × {self.impact} is not on the map."
            raise ValueError(msg)

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def band(self) -> RiskBand:
        return band_of(self.score)


def band_of(score: int) -> RiskBand:
    """The band of a score from 1 to 25; ValueError below 1."""
    for band, least in BANDS:
        if score >= least:
            return band
    msg = f"No risk scores {score}."
    raise ValueError(msg)


def scores_of(band: RiskBand) -> tuple[int, int]:
    """The lowest and the highest score of a band."""
    highest = MOST * MOST
    for known, least in BANDS:
        if known == band:
            break
        highest = least - 1
    return least, highest


def may_move(before: RiskState, after: RiskState) -> bool:
    """Whether a risk can go from one state to another."""
    return after in TRANSITIONS[before]


@dataclass(frozen=True)
class Loss:
    """What one event costs, at best, likely and at worst, and how often a year it comes."""

    low: Decimal
    likely: Decimal
    high: Decimal
    frequency: Decimal

    @property
    def is_ordered(self) -> bool:
        return 0 <= self.low <= self.likely <= self.high and self.frequency >= 0

    @property
    def single(self) -> Decimal:
        """The expected loss of one event: the mean of a PERT distribution."""
        return (self.low + 4 * self.likely + self.high) / 6

    @property
    def annual(self) -> Decimal:
        """The expected loss of a year, to the cent."""
        return (self.single * self.frequency).quantize(CENT, ROUND_HALF_UP)


def reminder_step(days_left: int) -> str | None:
    """What is to be said by now of a date so many days ahead; None when it is too early.

    A step is told once, by its name. After missed days only the latest one is said.
    """
    if days_left < 0:
        weeks = (-days_left) // WEEK
        return f"late-{weeks}" if weeks else str(NOTICE_DAYS[-1])
    step = min((days for days in NOTICE_DAYS if days_left <= days), default=None)
    return None if step is None else str(step)
