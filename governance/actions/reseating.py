"""While a meeting runs, alternates who are there speak for those who are not, in its reviews."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from governance.actions.delegations import reseat
from governance.models.meetings import Meeting
from governance.models.reviews import Review
from governance.queries.speakers import speakers_of


def reseat_agenda(meeting: Meeting, *, actor: Actor) -> int:
    """Seat the open reviews of the agenda by who is in the room; how many were changed.

    After the meeting the members speak again where nobody has voted for them. The caller has
    locked the meeting.
    """
    open_ones = Review.objects.open().filter(agenda_items__meeting=meeting, board=meeting.board)
    reviews = open_ones.select_related("board").prefetch_related("seats").order_by("pk")
    changed = [one.pk for one in reviews if _is_seated_otherwise(one)]
    return reseat(Review.objects.open().filter(pk__in=changed), actor=actor)


def _is_seated_otherwise(review: Review) -> bool:
    speakers = speakers_of(review)
    voted = set(review.votes.values_list("seat_id", flat=True))
    return any(
        seat.delegate_id != speakers.get(seat.seat_id)
        for seat in review.seats.all()
        if seat.pk not in voted and seat.seat_id is not None
    )
