"""My docket: what I still owe, by deadline."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from coe_portal.accounts.models import Membership
from governance.activities import VOTE
from governance.choices import ConditionState
from governance.models.decisions import Condition
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review, ReviewSeat
from governance.permissions.questions import questions_to_answer
from governance.permissions.reviews import CHECK_EVIDENCE
from training.models.courses import Course
from training.queries.currency import missing_courses

SOON = dt.timedelta(days=2)


@dataclass(frozen=True)
class DocketItem:
    """One review and my seat in it; `cast` of `seats` have voted."""

    review: Review
    seat: ReviewSeat
    cast: int
    seats: int
    now: dt.datetime

    @property
    def is_overdue(self) -> bool:
        return not self.review.is_paused and self.review.due_at < self.now

    @property
    def is_due_soon(self) -> bool:
        is_running = not self.review.is_paused and not self.is_overdue
        return is_running and self.review.due_at < self.now + SOON


@dataclass(frozen=True)
class Docket:
    """What waits for one member, each list by its date."""

    owed: list[DocketItem]
    voted: list[DocketItem]
    conditions: list[Condition]
    to_check: list[Condition]
    # What reviewers ask about cases of mine.
    questions: list[TeamQuestion]
    # Courses to complete before the owed votes can be cast.
    missing_training: list[Course]

    @property
    def is_empty(self) -> bool:
        return not (self.owed or self.voted or self.conditions or self.to_check or self.questions)


def docket(member: Membership) -> Docket:
    """Open reviews that wait for this member or hold their vote, and conditions to see to."""
    items = _items(member)
    owed = [item for item in items if not hasattr(item.seat, "vote")]
    return Docket(
        owed=owed,
        voted=[item for item in items if hasattr(item.seat, "vote")],
        conditions=_own_conditions(member),
        to_check=_evidence_to_check(member),
        questions=list(
            questions_to_answer(member).select_related("review__use_case", "asked_by__user")
        ),
        missing_training=missing_courses(member, VOTE.code) if owed else [],
    )


def owed_reviews(member: Membership) -> QuerySet[Review]:
    """The reviews that wait for this member: the number in the navigation."""
    return Review.objects.owed_by(member)


def _items(member: Membership) -> list[DocketItem]:
    seats = (
        ReviewSeat.objects.filter(voter=member, review__state="open")
        .select_related("vote", "review__use_case__business_unit", "review__board")
        .order_by("review__due_at", "pk")
    )
    mine = {seat.review_id: seat for seat in seats}
    counts = {
        row["pk"]: row
        for row in Review.objects.filter(pk__in=mine)
        .values("pk")
        .annotate(
            cast=Count("votes", distinct=True),
            able=Count("seats", filter=Q(seats__voter__isnull=False), distinct=True),
        )
    }
    now = timezone.now()
    return [
        DocketItem(seat.review, seat, counts[pk]["cast"], counts[pk]["able"], now)
        for pk, seat in mine.items()
    ]


def _own_conditions(member: Membership) -> list[Condition]:
    waiting = [ConditionState.OPEN, ConditionState.LAPSED]
    mine = Condition.objects.filter(owner=member, state__in=waiting)
    return list(mine.select_related("decision", "use_case").order_by("due_on", "pk"))


def _evidence_to_check(member: Membership) -> list[Condition]:
    """Offered evidence, for those who check it; their own cases are left to colleagues."""
    if not member.may(CHECK_EVIDENCE.code):
        return []
    offered = Condition.objects.filter(state=ConditionState.OFFERED).exclude(
        Q(owner=member) | Q(offered_by=member) | Q(use_case__owner=member)
    )
    return list(offered.select_related("decision", "use_case").order_by("due_on", "pk"))
