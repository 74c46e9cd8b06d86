"""Similar use cases, as somebody types a title: what exists already should be joined or reused."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from coe_portal.accounts.models import Membership
from intake.models.use_cases import UseCase

SHORTEST = 3
LONGEST = 500


@dataclass(frozen=True)
class Similar:
    """A neighbour and its closeness: 0 is unrelated, 1 and more the same words.

    `is_own` says that who asks owns or registered it, and has no need to join.
    """

    use_case: UseCase
    score: float
    is_own: bool


def similar_use_cases(
    text: str, member: Membership, *, limit: int = 8, leave_out: int | None = None
) -> list[Similar]:
    """The closest use cases that the member may see, closest first, in two queries.

    Trigrams of the title find what is spelled alike, full text what speaks of the same things.
    `leave_out` is the id of the case that is being written.
    """
    wanted = text.replace("\x00", "").strip()[:LONGEST]
    if len(wanted) < SHORTEST:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT use_case_id, score FROM intake_similar(%s, %s)", [wanted, limit + 1])
        scores = dict(cursor.fetchall())
    scores.pop(leave_out, None)
    found = UseCase.objects.visible_to(member).with_people().in_bulk(list(scores))
    return [
        Similar(found[pk], score, member.pk in (found[pk].owner_id, found[pk].registered_by_id))
        for pk, score in scores.items()
        if pk in found
    ][:limit]
