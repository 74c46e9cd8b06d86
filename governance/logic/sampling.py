"""Draw the self-service approvals that people audit later, so that anyone can draw them again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from decimal import Decimal

BUCKETS = 10_000
PERCENT = 100


@dataclass(frozen=True)
class Draw:
    """One draw: `number` of `BUCKETS`; selected when it is below the rate in per cent."""

    seed: str
    number: int
    rate: Decimal
    selected: bool


def draw(organization: str, reference: str, rate: Decimal) -> Draw:
    """Draw for one decision.

    The number is the SHA-256 of ``organization/reference`` modulo 10,000: no secret and no state,
    so an auditor recomputes it with a pocket tool, and nobody can draw twice until it suits.
    """
    seed = f"{organization}/{reference}"
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big") % BUCKETS
    return Draw(seed, number, rate, number < rate * BUCKETS / PERCENT)
