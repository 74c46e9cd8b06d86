"""Who gets a seat: in the order of coming, as long as there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

ComerT = TypeVar("ComerT")


def free_seats(seats: int | None, taken: int) -> int | None:
    """How many are left, never below 0; None: as many as come."""
    return None if seats is None else max(0, seats - taken)


def moving_up(seats: int | None, taken: int, waiting: Sequence[ComerT]) -> Sequence[ComerT]:
    """The first of the line, as many as there are free seats; the line is in order of coming."""
    return waiting[: free_seats(seats, taken)]
