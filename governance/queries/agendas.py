"""What a board could deal with: its open reviews, appeals against it, conditions to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet

from governance.choices import AgendaKind, ConditionState
from governance.models.appeals import PENDING, Appeal
from governance.models.boards import Board
from governance.models.decisions import Condition
from governance.models.meetings import MOST_ITEMS, AgendaItem, Meeting
from governance.models.reviews import Review

Matter = Review | Appeal | Condition
MINUTES: Final = {AgendaKind.REVIEW: 20, AgendaKind.APPEAL: 15, AgendaKind.CONDITION: 5}


@dataclass(frozen=True)
class Candidate:
    """Something that could stand on the agenda; `key` names it in forms, as `review-7`."""

    kind: AgendaKind
    matter: Matter
    title: str

    @property
    def key(self) -> str:
        return f"{self.kind.value}-{self.matter.pk}"

    @property
    def minutes(self) -> int:
        return MINUTES[self.kind]


def docket_of(board: Board, meeting: Meeting | None = None) -> list[Candidate]:
    """The board's matters by date, without those that are on the meeting's agenda already."""
    taken = AgendaItem.objects.filter(meeting=meeting)
    reviews = _reviews(board).exclude(pk__in=taken.filter(kind=AgendaKind.REVIEW).values("review"))
    appeals = _appeals(board).exclude(pk__in=taken.filter(kind=AgendaKind.APPEAL).values("appeal"))
    offered = _conditions(board).exclude(
        pk__in=taken.filter(kind=AgendaKind.CONDITION).values("condition")
    )
    return [
        *(_candidate(AgendaKind.REVIEW, one, one.use_case.title) for one in reviews[:MOST_ITEMS]),
        *(_candidate(AgendaKind.APPEAL, one, one.use_case.title) for one in appeals[:MOST_ITEMS]),
        *(_candidate(AgendaKind.CONDITION, one, one.text) for one in offered[:MOST_ITEMS]),
    ][:MOST_ITEMS]


def _candidate(kind: AgendaKind, matter: Matter, words: str) -> Candidate:
    return Candidate(kind, matter, f"{matter.reference} {words}"[:200])


def _reviews(board: Board) -> QuerySet[Review]:
    rows: QuerySet[Review] = Review.objects.open().filter(board=board)
    return rows.select_related("use_case").order_by("due_at", "pk")


def _appeals(board: Board) -> QuerySet[Appeal]:
    rows = Appeal.objects.filter(decision__review__board=board, state__in=PENDING)
    return rows.select_related("use_case").order_by("lodged_at", "pk")


def _conditions(board: Board) -> QuerySet[Condition]:
    rows = Condition.objects.filter(decision__review__board=board, state=ConditionState.OFFERED)
    return rows.select_related("use_case", "decision").order_by("due_on", "pk")
