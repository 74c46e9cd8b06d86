"""The tally of a stored review."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from governance.logic.tally import Tally, tally
from governance.models.reviews import Review, ReviewSeat


def tally_of(review: Review, *, final: bool = False) -> Tally:
    """The count as it stands; `final` counts the votes cast at the end of the time to vote."""
    return tally_of_seats(review, review.seats.select_related("vote"), final=final)


def tally_of_seats(review: Review, seats: Iterable[ReviewSeat], *, final: bool = False) -> Tally:
    """The same, of seats that were read with their votes."""
    rows = list(seats)
    return tally(
        [seat.as_voter() for seat in rows],
        [seat.vote.as_ballot() for seat in rows if hasattr(seat, "vote")],
        review.tally_rule,
        final=final,
    )


def plain_tally(count: Tally) -> dict[str, Any]:
    """The count as JSON, kept with the decision."""
    return {
        "approve": count.approve,
        "approve_with_conditions": count.conditions,
        "reject": count.reject,
        "abstain": count.abstain,
        "pending": count.pending,
        "recused": count.recused,
        "quorum": count.quorum,
    }


def plain_reasons(count: Tally) -> list[dict[str, Any]]:
    """The reasons as JSON; `queries.wording` turns them into sentences."""
    return [{"code": reason.code, "params": dict(reason.params)} for reason in count.reasons]
