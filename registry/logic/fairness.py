"""Pure: how predictions are read, what is measured between groups, and when that passes.

A rate is shown and compared only where enough people stand behind it: selected among all of a
group, found among the truly positive, alarmed among the truly negative. So a group of five
neither decides an assessment nor tells on the five.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Self

from registry.choices import FairnessMeasure, FairnessRate

SCHEMA: Final = "fairness/1"
FEWEST: Final = 30
SMALLEST_MINIMUM: Final = 10
LARGEST_MINIMUM: Final = 10_000
MOST_FEATURES: Final = 6
MOST_GROUPS: Final = 50
# 95 in 100 of such intervals hold the true rate.
Z: Final = 1.959963984540054


NEEDS_TRUTH: Final = frozenset(
    {FairnessMeasure.ODDS_DIFFERENCE, FairnessMeasure.OPPORTUNITY_DIFFERENCE}
)
RECOMMENDED: Final[Mapping[FairnessMeasure, float]] = {
    FairnessMeasure.PARITY_DIFFERENCE: 0.1,
    FairnessMeasure.PARITY_RATIO: 0.8,
    FairnessMeasure.ODDS_DIFFERENCE: 0.1,
}
"""Limits to begin with: a tenth, and the four-fifths rule of selection."""


class PlanError(ValueError):
    """What is wrong with how a file is to be read; `field` names the answer."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(problem)
        self.field, self.problem = field, problem


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Which column says what.

    `decision` holds the model's answer: `positive`, or, with a `cutoff`, a score from there on.
    `truth` holds what was right, and may be missing. `together` compares combinations of the
    features, too.
    """

    decision: str
    positive: str
    features: tuple[str, ...]
    truth: str = ""
    cutoff: float | None = None
    together: bool = False

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored."""
        return cls(**{**stored, "features": tuple(stored["features"])})

    def stored(self) -> dict[str, Any]:
        return {**asdict(self), "features": list(self.features)}

    def check(self, columns: Sequence[str]) -> None:
        """Raise PlanError for what does not fit the file."""
        if not self.features:
            raise PlanError("features", "none")
        if len(self.features) > MOST_FEATURES:
            raise PlanError("features", "many")
        for name, chosen in (
            ("decision", (self.decision,)),
            ("truth", (self.truth,) if self.truth else ()),
            ("features", self.features),
        ):
            if not set(chosen) <= set(columns):
                raise PlanError(name, "unknown")
        used = [self.decision, *self.features, *([self.truth] if self.truth else [])]
        if len(set(used)) < len(used):
            raise PlanError("features", "twice")
        if self.cutoff is not None and not math.isfinite(self.cutoff):
            raise PlanError("cutoff", "number")
        if not self.positive.strip() and (self.truth or self.cutoff is None):
            raise PlanError("positive", "empty")


def checked_limits(
    limits: Mapping[FairnessMeasure, float], *, has_truth: bool
) -> dict[FairnessMeasure, float]:
    """Limits that can be kept; PlanError for what is no share, or cannot be measured."""
    for measure, limit in limits.items():
        if not 0 <= limit <= 1:
            raise PlanError(measure, "share")
        if measure in NEEDS_TRUTH and not has_truth:
            raise PlanError(measure, "truth")
    if not limits:
        raise PlanError(FairnessMeasure.PARITY_DIFFERENCE, "none")
    return dict(limits)


def is_looser(limits: Mapping[FairnessMeasure, float], *, has_truth: bool) -> bool:
    """Whether they let through what the recommended ones would not."""
    asked = {
        measure: limit
        for measure, limit in RECOMMENDED.items()
        if has_truth or measure not in NEEDS_TRUTH
    }
    return any(
        measure not in limits or _is_beyond(measure, limits[measure], limit)
        for measure, limit in asked.items()
    )


def _is_beyond(measure: FairnessMeasure, value: float, limit: float) -> bool:
    """Whether a value is worse than a limit: a ratio falls below it, a difference exceeds it."""
    return value < limit if measure == FairnessMeasure.PARITY_RATIO else value > limit


@dataclass(frozen=True)
class Outcomes:
    """How a model decided about the people of one group."""

    true_positive: int = 0
    false_positive: int = 0
    true_negative: int = 0
    false_negative: int = 0
    has_truth: bool = True

    @property
    def people(self) -> int:
        return self.true_positive + self.false_positive + self.true_negative + self.false_negative

    @property
    def selected(self) -> int:
        return self.true_positive + self.false_positive

    @property
    def positives(self) -> int:
        return self.true_positive + self.false_negative

    @property
    def negatives(self) -> int:
        return self.false_positive + self.true_negative

    def behind(self, rate: FairnessRate) -> int:
        """The number of people of whom a rate is a share; none where nobody knows the truth."""
        if rate == FairnessRate.SELECTION:
            return self.people
        if not self.has_truth:
            return 0
        return {
            FairnessRate.TRUE_POSITIVE: self.positives,
            FairnessRate.FALSE_POSITIVE: self.negatives,
            FairnessRate.PRECISION: self.selected,
            FairnessRate.ACCURACY: self.people,
        }[rate]


def groups_behind(
    groups: Mapping[str, Outcomes], measure: FairnessMeasure, minimum: int
) -> tuple[str, ...]:
    """The groups of which enough is known to compare them by a measure."""
    rates = {
        FairnessMeasure.PARITY_DIFFERENCE: (FairnessRate.SELECTION,),
        FairnessMeasure.PARITY_RATIO: (FairnessRate.SELECTION,),
        FairnessMeasure.ODDS_DIFFERENCE: (FairnessRate.TRUE_POSITIVE, FairnessRate.FALSE_POSITIVE),
        FairnessMeasure.OPPORTUNITY_DIFFERENCE: (FairnessRate.TRUE_POSITIVE,),
    }[measure]
    return tuple(
        name
        for name, outcomes in groups.items()
        if all(outcomes.behind(rate) >= minimum for rate in rates)
    )


def interval(share: float, people: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    spread = Z * Z / people
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * math.sqrt(share * (1 - share) / people + spread / people / 4)
    return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Shown:
    """A rate of a group, with the interval that its number of people allows."""

    value: float
    low: float
    high: float
    people: int

    @property
    def percent(self) -> float:
        return 100 * self.value

    @property
    def percent_low(self) -> float:
        return 100 * self.low

    @property
    def percent_high(self) -> float:
        return 100 * self.high


@dataclass(frozen=True)
class Group:
    """The people of one group; `people` is None where there are too few to tell."""

    name: str
    people: int | None
    rates: Mapping[FairnessRate, Shown] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """One measure of a feature: None where fewer than two groups can be compared."""

    measure: FairnessMeasure
    value: float | None
    limit: float | None
    lowest: str = ""
    highest: str = ""

    @property
    def passed(self) -> bool | None:
        """Whether it is within its limit; None without one. What cannot be judged does not pass."""
        if self.limit is None:
            return None
        return self.value is not None and not _is_beyond(self.measure, self.value, self.limit)

    @property
    def is_least(self) -> bool:
        """Whether the limit is the least that passes: of a ratio."""
        return self.measure == FairnessMeasure.PARITY_RATIO


@dataclass(frozen=True)
class Feature:
    """What was found between the groups of one feature."""

    name: str
    groups: tuple[Group, ...]
    judged: tuple[Judged, ...]

    @property
    def passed(self) -> bool:
        return all(one.passed is not False for one in self.judged)

    @property
    def small(self) -> tuple[str, ...]:
        """Groups too small to be compared."""
        return tuple(group.name for group in self.groups if group.people is None)


@dataclass(frozen=True)
class Findings:
    """All that an assessment found."""

    rows: int
    overall: Group
    features: tuple[Feature, ...]
    library: str

    @property
    def passed(self) -> bool:
        return all(feature.passed for feature in self.features)

    def stored(self) -> dict[str, Any]:
        """As a document keeps it."""
        return {
            "schema": SCHEMA,
            "rows": self.rows,
            "overall": _stored_group(self.overall),
            "features": [
                {
                    "name": feature.name,
                    "groups": [_stored_group(group) for group in feature.groups],
                    "measures": [{**asdict(one), "passed": one.passed} for one in feature.judged],
                    "passed": feature.passed,
                }
                for feature in self.features
            ],
            "library": self.library,
            "passed": self.passed,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """Read what a document keeps."""
        return cls(
            stored["rows"],
            _group(stored["overall"]),
            tuple(
                Feature(
                    one["name"],
                    tuple(_group(group) for group in one["groups"]),
                    tuple(_judged(judged) for judged in one["measures"]),
                )
                for one in stored["features"]
            ),
            stored["library"],
        )


def _stored_group(group: Group) -> dict[str, Any]:
    rates = {str(rate): asdict(shown) for rate, shown in group.rates.items()}
    return {"name": group.name, "people": group.people, "rates": rates}


def _group(stored: Mapping[str, Any]) -> Group:
    rates = {FairnessRate(name): Shown(**shown) for name, shown in stored["rates"].items()}
    return Group(stored["name"], stored["people"], rates)


def _judged(stored: Mapping[str, Any]) -> Judged:
    kept = {name: value for name, value in stored.items() if name != "passed"}
    return Judged(**{**kept, "measure": FairnessMeasure(kept["measure"])})


def shown_rates(
    outcomes: Outcomes, values: Mapping[FairnessRate, float], minimum: int
) -> dict[FairnessRate, Shown]:
    """The rates behind which enough people stand, with their intervals."""
    return {
        rate: Shown(value, *interval(value, outcomes.behind(rate)), outcomes.behind(rate))
        for rate, value in values.items()
        if outcomes.behind(rate) >= minimum
    }


def extremes(groups: Iterable[Group], rate: FairnessRate) -> tuple[str, str]:
    """The names of the groups with the lowest and the highest rate; empty below two."""
    known = [(group.rates[rate].value, group.name) for group in groups if rate in group.rates]
    return (min(known)[1], max(known)[1]) if len(known) > 1 else ("", "")
