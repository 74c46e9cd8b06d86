"""Pure: how long answers took, as counts by buckets, and what can be read from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

BOUNDS: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which an answer belongs to a bucket; slower ones belong to one more."""

SUM: Final = "sum"


class Spot(NamedTuple):
    """What was asked, and how it ended: `("intake", "2xx")`."""

    route: str
    status: str

    def field(self, place: int | str) -> str:
        """The name of one of its counts."""
        return f"{self.route}|{self.status}|{place}"

    @classmethod
    def of_field(cls, field: str) -> Spot:
        """Whose count it is."""
        route, status, _place = field.rsplit("|", 2)
        return cls(route, status)


@dataclass(frozen=True)
class Histogram:
    """Answers by bucket, the last one for those slower than all bounds, and their seconds."""

    counts: tuple[int, ...]
    seconds: float

    @property
    def count(self) -> int:
        return sum(self.counts)

    def quantile(self, share: float) -> float | None:
        """Seconds within which that share of the answers came, as far as buckets can tell.

        None without answers. For what is slower than the last bound it says that bound.
        """
        wanted, before, low = share * self.count, 0, 0.0
        if not self.count:
            return None
        for bound, count in zip(BOUNDS, self.counts, strict=False):
            if count and before + count >= wanted:
                # Rounding must not lead into the next bucket.
                return min(bound, low + (bound - low) * (wanted - before) / count)
            before, low = before + count, bound
        return BOUNDS[-1]


def together(histograms: Iterable[Histogram]) -> Histogram:
    """All answers as one histogram."""
    counts, seconds = [0] * (len(BOUNDS) + 1), 0.0
    for one in histograms:
        counts = [first + second for first, second in zip(counts, one.counts, strict=True)]
        seconds += one.seconds
    return Histogram(tuple(counts), seconds)
