"""What a model in operation would send: drawn from distributions that move as the script says.

The same day of the same model is drawn the same way each time.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from random import Random
from statistics import NormalDist
from typing import Any, Final, Self

from demo.parts import Part
from registry.logic.observation_files import Record

BINS: Final = 12
YEAR: Final = 365.25
SATURDAY: Final = 5
# What is left of a working day's volume at weekends.
WEEKEND: Final = 0.45
# How far the mean swings over the year, in standard deviations.
SEASON: Final = 0.06
NOON: Final = dt.time(12, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Feature(Part):
    """A number around a mean between two bounds, or shares by category."""

    mean: float = 0.0
    spread: float = 1.0
    low: float = 0.0
    high: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Gauge(Part):
    """A metric with its limits."""

    value: float
    noise: float
    warning: float
    severe: float
    better: str = "higher"


@dataclass(frozen=True)
class Change(Part):
    """Something moves from so many days ago on, over so many days, perhaps until another day."""

    what: str
    since: int
    over: int = 0
    until: int | None = None
    value: float = 0.0
    shares: Mapping[str, float] = field(default_factory=dict)

    def weight(self, days_ago: int) -> float:
        """How much of it has happened, from 0 to 1."""
        if days_ago > self.since or (self.until is not None and days_ago <= self.until):
            return 0.0
        return min(1.0, (self.since - days_ago + 1) / (self.over + 1))


@dataclass(frozen=True)
class Stream(Part):
    """What a version sends each day about so many calls: counts and metrics."""

    volume: int
    features: Mapping[str, Feature]
    metrics: Mapping[str, Gauge] = field(default_factory=dict)
    changes: Sequence[Change] = ()

    @classmethod
    def told(cls, table: Mapping[str, Any]) -> Self:
        """With its features, metrics and changes."""
        features = {name: Feature.read(one) for name, one in table["features"].items()}
        metrics = {name: Gauge.read(one) for name, one in table.get("metrics", {}).items()}
        changes = [Change.read(one) for one in table.get("changes", ())]
        return cls.read({**table, "features": features, "metrics": metrics, "changes": changes})


@dataclass(frozen=True)
class Sensor:
    """Reads a stream on single days, counted back from `today`."""

    stream: Stream
    seed: str
    today: dt.date

    def reference(self, day: dt.date, days: int) -> list[Record]:
        """What was seen while training: so many days before a day, and nothing had moved."""
        calm = replace(self, stream=replace(self.stream, changes=()), seed=f"{self.seed}/reference")
        return [calm.record(day - dt.timedelta(days=back), {}) for back in range(1, days + 1)]

    def between(self, first: dt.date, last: dt.date) -> Iterator[Record]:
        """One record for each day, both ends included."""
        for ordinal in range(first.toordinal(), last.toordinal() + 1):
            day = dt.date.fromordinal(ordinal)
            yield self.record(day, self._metrics(day))

    def record(self, day: dt.date, metrics: Mapping[str, float]) -> Record:
        """What is sent of one day."""
        calls = self._volume(day)
        counts = {name: self._counted(name, one, day, calls)
                  for name, one in self.stream.features.items()}  # fmt: skip
        moment = dt.datetime.combine(day, NOON)
        return Record(f"{day:%Y-%m-%d}", moment, {**counts, **metrics})

    def _random(self, day: dt.date, name: str) -> Random:
        return Random(f"{self.seed}/{day}/{name}")  # noqa: S311  (a story, not a secret)

    def _volume(self, day: dt.date) -> int:
        busy = WEEKEND if day.weekday() >= SATURDAY else 1.0
        return round(self.stream.volume * busy * self._random(day, "volume").uniform(0.93, 1.07))

    def _changes(self, name: str, day: dt.date) -> Iterator[tuple[Change, float]]:
        days_ago = (self.today - day).days
        for change in self.stream.changes:
            if change.what == name and (weight := change.weight(days_ago)):
                yield change, weight

    def _counted(self, name: str, feature: Feature, day: dt.date, calls: int) -> dict[str, Any]:
        random = self._random(day, name)
        if feature.shares:
            shares = self._shares(name, feature, day)
            counted = _drawn(list(shares.values()), calls, random)
            return {"counts": dict(zip(shares, counted, strict=True))}
        edges = [round(feature.low + (feature.high - feature.low) * place / BINS, 6)
                 for place in range(BINS + 1)]  # fmt: skip
        spread = NormalDist(self._mean(name, feature, day), feature.spread)
        below = [0.0, *(spread.cdf(edge) for edge in edges[1:-1]), 1.0]
        parts = [high - low for low, high in pairwise(below)]
        return {"edges": edges, "counts": _drawn(parts, calls, random)}

    def _mean(self, name: str, feature: Feature, day: dt.date) -> float:
        season = math.sin(2 * math.pi * day.timetuple().tm_yday / YEAR)
        mean = feature.mean + SEASON * feature.spread * season
        for change, weight in self._changes(name, day):
            mean += weight * (change.value - feature.mean)
        return mean

    def _shares(self, name: str, feature: Feature, day: dt.date) -> dict[str, float]:
        shares = dict(feature.shares)
        for change, weight in self._changes(name, day):
            for category in shares.keys() | change.shares.keys():
                old, new = shares.get(category, 0.0), change.shares.get(category, 0.0)
                shares[category] = old + weight * (new - old)
        return dict(sorted(shares.items()))

    def _metrics(self, day: dt.date) -> dict[str, float]:
        return {name: self._metric(name, gauge, day)
                for name, gauge in self.stream.metrics.items()}  # fmt: skip

    def _metric(self, name: str, gauge: Gauge, day: dt.date) -> float:
        value = gauge.value
        for change, weight in self._changes(name, day):
            value += weight * (change.value - gauge.value)
        return round(value + self._random(day, name).gauss(0, gauge.noise), 4)


def _drawn(shares: Sequence[float], total: int, random: Random) -> list[int]:
    """Counts as a sample of so many would have them: shares with their chance of error."""
    return [
        max(0, round(total * share + random.gauss(0, math.sqrt(total * share * (1 - share)))))
        for share in shares
    ]
