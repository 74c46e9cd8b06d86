"""Take the voice from who may not judge: by their own word, or because they got a part in the case.

Expects the review locked with its case.
"""

from __future__ import annotations

from django.db import transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from governance.choices import RecusalKind
from governance.declarations import reviews as told
from governance.messages.reviews import ask_for_votes
from governance.models.reviews import Recusal, Review, ReviewSeat
from governance.models.votes import Vote
from governance.queries.involvement import involvements

RECUSALS = Actor.system("recusals")


def take_voice(
    review: Review, seat: ReviewSeat, kind: RecusalKind, reason: str = ""
) -> Membership | None:
    """Recuse who speaks for the seat, for good; their vote is withdrawn. Who speaks now."""
    Recusal.objects.get_or_create(
        review=review, member_id=seat.voter_id, defaults={"kind": kind, "reason": reason}
    )
    Vote.objects.filter(seat=seat).delete()
    seat.voter = _stand_in(review, seat)
    seat.save(update_fields=["voter", "updated_at"])
    return seat.voter


@transaction.atomic(savepoint=False)
def recuse_involved(review: Review, *, actor: Actor) -> int:
    """Recuse those who own, submitted, sponsor or build the case by now; how many.

    They were given that part after the review was opened. It is looked at before votes are
    counted, so that nobody's vote counts in their own case, whenever it became theirs.
    """
    parts = {one.member: one.kind for one in involvements(review.use_case, review.assessment)}
    seats = review.seats.filter(voter__in=parts).select_related("voter__user", "alternate__user")
    involved = [(seat, str(seat.voter), parts[seat.voter_id or 0]) for seat in seats]
    for seat, name, kind in involved:
        speaks = take_voice(review, seat, kind)
        record(
            told.MEMBER_RECUSED,
            review,
            actor=actor,
            before={"speaker": name},
            after={"seat": seat.get_discipline_display(), "part": kind, "voter": speaks},
            root=review.use_case,
        )
    if involved:
        ask_for_votes(review, told.VOTE_WANTED, step=f"recused-{involved[-1][0].pk}")
    return len(involved)


def _stand_in(review: Review, seat: ReviewSeat) -> Membership | None:
    """The seat's alternate, unless recused too or already speaking for another seat."""
    if seat.alternate_id is None or seat.alternate_id == seat.voter_id:
        return None
    recused = review.recusals.filter(member_id=seat.alternate_id).exists()
    speaks = review.seats.filter(voter_id=seat.alternate_id).exists()
    parts = {one.member for one in involvements(review.use_case, review.assessment)}
    return None if recused or speaks or seat.alternate_id in parts else seat.alternate
