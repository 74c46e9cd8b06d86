"""Pure: what is signed when a quarter is closed, who may sign it, and when people are reminded."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from metrics.choices import Capacity

# Days after the end of a quarter on which people are told what it still lacks.
COMMENT_STEPS = (1, 6)
SIGNING_STEPS = (10, 17, 24)
# After that nobody is reminded: a new quarter has begun to matter.
LAST_DAY = 31


@dataclass(frozen=True)
class SheetLine:
    """A number as it is signed: its value, what it was made from, and what was said about it."""

    kpi: str
    value: float | None
    digest: str
    commentary: str = ""


def seal(quarter: str, lines: Iterable[SheetLine]) -> str:
    """SHA-256 over a quarter's numbers and commentary: both signatures are given to this."""
    rows = ([line.kpi, line.value, line.digest, line.commentary] for line in lines)
    # As texts: a number and a missing one have no order.
    text = _plain([quarter, *sorted(_plain(row) for row in rows)])
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: list[Any]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def capacity_left(
    member: int, capacities: Sequence[Capacity], signed: Collection[tuple[int, Capacity]]
) -> Capacity | None:
    """In which capacity somebody may sign now: nobody signs twice, and no capacity does.

    `signed` are the members who signed, with their capacities.
    """
    if any(who == member for who, _capacity in signed):
        return None
    taken = {capacity for _who, capacity in signed}
    return next((capacity for capacity in capacities if capacity not in taken), None)


def step_due(days_after_end: int, steps: Sequence[int]) -> int | None:
    """The last of the steps that has come; None before the first, and long after the last."""
    if days_after_end > LAST_DAY:
        return None
    return next((step for step in reversed(steps) if step <= days_after_end), None)
