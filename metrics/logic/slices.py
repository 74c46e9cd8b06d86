"""Pure: how a number narrowed to a business unit, a risk tier or both is named."""

from __future__ import annotations

from dataclasses import dataclass

JOINT = "/"


@dataclass(frozen=True)
class Cut:
    """A part of the organization: a business unit by its key, a risk tier, or both."""

    unit: int | None = None
    tier: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off."""
        return self.unit is None and not self.tier

    @property
    def key(self) -> str:
        """Its name among the slices of a snapshot: "7/high", "7/" or "/high"."""
        return f"{'' if self.unit is None else self.unit}{JOINT}{self.tier}"


WHOLE = Cut()


def cut_named(key: str) -> Cut | None:
    """The cut of a key; None for what is no key."""
    unit, joint, tier = key.partition(JOINT)
    if not joint or not (unit == "" or (unit.isascii() and unit.isdecimal())):
        return None
    return Cut(int(unit) if unit else None, tier)
