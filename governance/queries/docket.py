"""My docket: what I still owe, by deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.core.paginator import Page
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from coe_portal.accounts.models import Membership
from coe_portal.paging import CappedPaginator
from governance.activities import VOTE
from governance.choices import ConditionState, ReviewState
from governance.models.decisions import Condition
from governance.models.meetings import ActionPoint
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review, ReviewSeat
from governance.models.votes import Vote
from governance.permissions.questions import questions_to_answer
from governance.permissions.reviews import CHECK_EVIDENCE
from training.models.courses import Course
from training.queries.currency import missing_courses

SOON = dt.timedelta(days=2)
A_PAGE: Final = 50
MOST_SHOWN: Final = 50
Row = TypeVar("Row")


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
class First(Generic[Row]):
    """The first rows of a list, and how many come after them."""

    rows: list[Row]
    more: int

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Docket:
    """What waits for one member, each list by its date; owed reviews by the page."""

    owed: list[DocketItem]
    page: Page[ReviewSeat]
    voted: First[DocketItem]
    conditions: First[Condition]
    to_check: First[Condition]
    # What meetings asked of me.
    actions: First[ActionPoint]
    # What reviewers ask about cases of mine.
    questions: First[TeamQuestion]
    # Courses to complete before the owed votes can be cast.
    missing_training: list[Course]

    @property
    def is_empty(self) -> bool:
        lists = (self.owed, self.voted, self.conditions, self.to_check, self.actions)
        return not (any(lists) or self.questions)


def docket(member: Membership, *, page: str | int = 1) -> Docket:
    """Open reviews that wait for this member or hold their vote, and conditions to see to."""
    seats = _open_seats(member)
    owed_seats = CappedPaginator(seats.filter(vote__isnull=True), A_PAGE).get_page(page)
    voted = _first(seats.filter(vote__isnull=False))
    owed = _items(owed_seats)
    return Docket(
        owed=owed,
        page=owed_seats,
        voted=First(_items(voted.rows), voted.more),
        conditions=_own_conditions(member),
        to_check=_evidence_to_check(member),
        actions=_first(ActionPoint.objects.open().filter(owner=member).with_meeting()),
        questions=_first(
            questions_to_answer(member).select_related("review__use_case", "asked_by__user")
        ),
        missing_training=missing_courses(member, VOTE.code) if owed else [],
    )


def owed_reviews(member: Membership) -> QuerySet[Review]:
    """The reviews that wait for this member: the number in the navigation."""
    return Review.objects.owed_by(member)


def _first(rows: QuerySet[Any]) -> First[Any]:
    """No more than a page can bear; the rest is only counted."""
    shown = list(rows[:MOST_SHOWN])
    return First(shown, rows.count() - MOST_SHOWN if len(shown) == MOST_SHOWN else 0)


def _open_seats(member: Membership) -> QuerySet[ReviewSeat]:
    return (
        ReviewSeat.objects.filter(voter=member, review__state=ReviewState.OPEN)
        .select_related("review__use_case__business_unit", "review__board")
        .annotate(
            cast=_count(Vote.objects.all()),
            able=_count(ReviewSeat.objects.filter(voter__isnull=False)),
        )
        .order_by("review__due_at", "pk")
    )


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many of these the review of a seat has."""
    of_review = rows.filter(review=OuterRef("review")).order_by().values("review")
    return Coalesce(Subquery(of_review.annotate(of_review=Count("pk")).values("of_review")), 0)


def _items(seats: Iterable[Any]) -> list[DocketItem]:
    now = timezone.now()
    return [DocketItem(seat.review, seat, seat.cast, seat.able, now) for seat in seats]


def _own_conditions(member: Membership) -> First[Condition]:
    waiting = [ConditionState.OPEN, ConditionState.LAPSED]
    mine = Condition.objects.filter(owner=member, state__in=waiting)
    return _first(mine.select_related("decision", "use_case").order_by("due_on", "pk"))


def _evidence_to_check(member: Membership) -> First[Condition]:
    """Offered evidence, for those who check it; their own cases are left to colleagues."""
    if not member.may(CHECK_EVIDENCE.code):
        return First([], 0)
    offered = Condition.objects.filter(state=ConditionState.OFFERED).exclude(
        Q(owner=member) | Q(offered_by=member) | Q(use_case__owner=member)
    )
    return _first(offered.select_related("decision", "use_case").order_by("due_on", "pk"))
