"""What the page of a use case tells of governance, and what the wizard may promise."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from coe_portal.accounts.models import Membership
from coe_portal.gates.registry import Unmet
from governance.choices import Holder, Path
from governance.logic.paths import Cell
from governance.logic.rights import applied
from governance.models.boards import Board
from governance.models.decisions import Condition, Decision
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from governance.permissions.questions import questions_to_answer
from governance.permissions.reviews import reviews_visible_to
from governance.queries.approvals import missing_before_review
from governance.queries.boards import days_of_council
from governance.queries.expectations import Expectation, expected_days
from governance.queries.rights import Held, held_by
from governance.queries.rules import way_through
from intake.choices import Gate, Stage
from intake.logic.stages import next_gate
from intake.models.use_cases import UseCase


@dataclass(frozen=True)
class PathView:
    """The way through one gate in words."""

    path: Path
    gate: Gate
    board: str
    cell: Cell
    expectation: Expectation
    # Who holds it, where the organization has decided so.
    holder: Holder | None = None


@dataclass(frozen=True)
class CaseTab:
    """Running reviews, decisions, conditions, and the next gate with what it still asks for."""

    reviews: list[Review]
    decisions: list[Decision]
    conditions: list[Condition]
    gate: Gate | None
    way: PathView | None
    missing: list[Unmet]
    visible: frozenset[int]
    # What reviewers have asked, for those who answer.
    questions: list[TeamQuestion]

    @property
    def may_be_asked(self) -> bool:
        """Whether the next gate can be asked for: nothing runs there."""
        return self.gate is not None and self.gate.value not in {
            review.gate for review in self.reviews
        }


def case_tab(use_case: UseCase, viewer: Membership) -> CaseTab:
    """Read the decision tab of a case."""
    running = list(
        Review.objects.open()
        .filter(use_case=use_case)
        .select_related("board")
        .annotate(
            cast=Count("votes", distinct=True),
            able=Count("seats", filter=Q(seats__voter__isnull=False), distinct=True),
        )
        .order_by("number")
    )
    decisions = list(
        Decision.objects.filter(use_case=use_case).select_related("review").order_by("-number")
    )
    pending = Condition.objects.filter(use_case=use_case).select_related("decision", "owner__user")
    gate = next_gate(Stage(use_case.stage)) if use_case.current_assessment else None
    ids = [review.pk for review in running]
    visible = reviews_visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True)
    return CaseTab(
        reviews=running,
        decisions=decisions,
        conditions=list(pending),
        gate=gate,
        way=path_preview(use_case.tier, gate.value, use_case.business_unit_id)
        if gate and use_case.tier
        else None,
        missing=missing_before_review(use_case, gate.value) if gate else [],
        visible=frozenset(visible),
        questions=list(
            questions_to_answer(viewer)
            .filter(review__in=ids)
            .select_related("review__use_case", "asked_by__user")
        ),
    )


def path_preview(tier: str, gate: str, unit: int | None = None) -> PathView:
    """Which way a tier takes through a gate, who holds it, and the days that it may take."""
    cell = way_through(tier, gate).cell
    held = held_by(tier, gate, unit) if cell.path == Path.LIGHT else Held()
    if held.holder is not None:
        cell = applied(cell, held.holder, days_of_council())
    board = ""
    if cell.path == Path.BOARD:
        boards = Board.objects.filter(Q(pk=cell.board) if cell.board else Q(is_default=True))
        board = boards.values_list("name", flat=True).first() or ""
    expected = expected_days()[cell.path.value]
    if not expected.is_measured:
        expected = Expectation(cell.days, 0)
    return PathView(cell.path, Gate(gate), board, cell, expected, held.holder)
