"""How many self-service approvals are audited: more after one that failed, fewer after many good.

Pure. The rate is the tier policy's, doubled `level` times, and never above all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

ALL: Final = Decimal(100)
PASSES_TO_STEP_BACK: Final = 5


@dataclass(frozen=True)
class Standing:
    """How often the rate is doubled, and how many samples have passed in a row since."""

    level: int = 0
    passed: int = 0


def rate_at(base: Decimal, level: int) -> Decimal:
    """The rate in per cent at a level."""
    factor = Decimal(2) ** min(level, top_level(base))
    return min(ALL, base * factor)


def top_level(base: Decimal) -> int:
    """The level at which everything is audited; none above it is ever reached."""
    level = 0
    while 0 < base * 2**level < ALL:
        level += 1
    return level


def after_failure(now: Standing, base: Decimal) -> Standing:
    """One step up, and the row of good ones begins anew."""
    return Standing(min(now.level + 1, top_level(base)))


def after_pass(now: Standing, needed: int) -> Standing:
    """One step down for every `needed` that pass in a row."""
    if not now.level:
        return Standing()
    passed = now.passed + 1
    return Standing(now.level - 1) if passed >= needed else Standing(now.level, passed)
