"""Who may not judge a case, and who stands in for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from governance.choices import RecusalKind


@dataclass(frozen=True)
class Involvement:
    """A member's part in the case, which bars them from judging it."""

    member: int
    kind: RecusalKind


@dataclass(frozen=True)
class Appointment:
    """A seat of the board with the people who may fill it; ids are memberships.

    While the seat is delegated its member does not speak for it.
    """

    seat: int
    member: int | None
    alternate: int | None = None
    delegate: int | None = None

    @property
    def first(self) -> int | None:
        """Who speaks unless barred."""
        return self.member if self.delegate is None else self.delegate


@dataclass(frozen=True)
class Sitting:
    """Who speaks for the seat in this review: nobody when `voter` is None."""

    seat: int
    voter: int | None
    stands_in: bool = False

    @property
    def recused(self) -> bool:
        return self.voter is None


@dataclass(frozen=True)
class Candidate:
    """A reviewer who could take a light review, with the load that makes the choice fair."""

    member: int
    open_reviews: int
    last_assigned_at: datetime | None = None


def barred(involvements: Iterable[Involvement]) -> frozenset[int]:
    """The members who may not vote."""
    return frozenset(involvement.member for involvement in involvements)


def seat_review(
    appointments: Sequence[Appointment],
    involvements: Iterable[Involvement],
    *,
    taken: Iterable[int] = (),
) -> tuple[Sitting, ...]:
    """Fill the seats: the member or delegate, or the alternate where that one is barred or missing.

    One person has one voice: whoever already speaks for a seat, here or among those `taken`, does
    not stand in for another. Seats are filled in the order given, members before alternates.
    """
    out = barred(involvements) | frozenset(taken)
    holders: dict[int, int] = {}
    for place in appointments:
        if place.first is None or place.first in out or place.first in holders.values():
            continue
        holders[place.seat] = place.first
    standing: set[int] = set()
    for place in appointments:
        if place.seat in holders or place.alternate is None:
            continue
        if place.alternate in out or place.alternate in holders.values():
            continue
        holders[place.seat] = place.alternate
        standing.add(place.seat)
    return tuple(
        Sitting(place.seat, holders.get(place.seat), place.seat in standing)
        for place in appointments
    )


def choose_reviewer(
    candidates: Iterable[Candidate], involvements: Iterable[Involvement]
) -> int | None:
    """The least loaded reviewer who is not barred, then the one who has waited longest.

    Returns None when nobody may judge the case: it then belongs to the board.
    """
    out = barred(involvements)
    able = [candidate for candidate in candidates if candidate.member not in out]
    if not able:
        return None
    return min(able, key=_turn).member


def _turn(candidate: Candidate) -> tuple[int, bool, float, int]:
    last = candidate.last_assigned_at
    waited = last.timestamp() if last else 0.0
    return candidate.open_reviews, last is not None, waited, candidate.member
