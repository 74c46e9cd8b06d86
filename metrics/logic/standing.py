"""Pure: whether a value is good, fair or poor, and how far it is from its target."""

from __future__ import annotations

from dataclasses import dataclass

from metrics.choices import Direction, Standing


@dataclass(frozen=True)
class Bands:
    """A target, and from where a value is no longer good or not even fair.

    An organization may set others than the portal's own. Less is better for a KPI whose direction
    is down: there the values up to `good` are good and those above `fair` poor.
    """

    target: float
    good: float
    fair: float


def are_in_order(bands: Bands, direction: Direction) -> bool:
    """Whether what is good is at least as good as what is fair."""
    if direction == Direction.DOWN:
        return bands.good <= bands.fair
    return bands.good >= bands.fair


def standing_of(value: float | None, bands: Bands | None, direction: Direction) -> Standing | None:
    """Good, fair or poor; None where the value or the bands are missing, or neither is better."""
    if value is None or bands is None or direction == Direction.NEITHER:
        return None
    sign = -1 if direction == Direction.DOWN else 1
    if sign * value >= sign * bands.good:
        return Standing.GOOD
    return Standing.FAIR if sign * value >= sign * bands.fair else Standing.POOR
