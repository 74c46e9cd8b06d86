"""Boards with their people, and the matrix as a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from governance.logic.paths import GATES, REVIEWED_TIERS, Cell
from governance.logic.recusal import Appointment
from governance.models.boards import Board, Delegation, Seat, SeatQuerySet
from governance.queries.rules import matrix_in_force
from intake.choices import Gate, Stage, Tier


@dataclass(frozen=True)
class MatrixCell:
    """One cell to show: where it stands, and the way it gives."""

    tier: str
    gate: str
    gate_label: str
    cell: Cell
    board_name: str


@dataclass(frozen=True)
class MatrixRow:
    tier: str
    label: str
    cells: list[MatrixCell]


def boards_with_counts() -> list[Board]:
    """All boards, each with `sitting` (seats held today), `vacant` and `running` reviews."""
    today = today_here()
    holds = Q(seats__starts_on__lte=today) & (
        Q(seats__ends_on__isnull=True) | Q(seats__ends_on__gte=today)
    )
    return list(
        Board.objects.annotate(
            sitting=Count("seats", filter=holds & Q(seats__member__isnull=False), distinct=True),
            vacant=Count("seats", filter=holds & Q(seats__member__isnull=True), distinct=True),
            running=Count("reviews", filter=Q(reviews__state="open"), distinct=True),
        )
    )


def seats_of(board: Board) -> tuple[list[Seat], list[Seat]]:
    """(seats of today and of terms to come, seats whose term has ended)."""
    today = today_here()
    seats = list(board.seats.with_people().order_by("-is_chair", "discipline", "pk"))
    ended = [seat for seat in seats if seat.ends_on is not None and seat.ends_on < today]
    return [seat for seat in seats if seat not in ended], ended


def seats_held_by(member: Membership) -> SeatQuerySet:
    """The seats of today that a member holds, or stands in for as alternate or delegate."""
    today = today_here()
    trusted = Delegation.objects.in_force(today).filter(delegate=member).values("seat")
    holds = Q(member=member) | Q(alternate=member) | Q(pk__in=trusted)
    found: SeatQuerySet = Seat.objects.sitting(today).filter(holds)
    return found


def delegates_of(board: Board, on: dt.date) -> dict[int, int]:
    """Who speaks for which seat of the board on this day, by delegation: {seat: member}."""
    rows = Delegation.objects.filter(seat__board=board).in_force(on)
    return dict(rows.values_list("seat_id", "delegate_id"))


def appointments_of(board: Board, on: dt.date) -> list[Appointment]:
    """The board's seats of this day with the people who may fill them, chair first."""
    delegates = delegates_of(board, on)
    return [
        Appointment(seat.pk, seat.member_id, seat.alternate_id, delegates.get(seat.pk))
        for seat in board.seats.sitting(on).filled()
    ]


def delegations_of(board: Board) -> list[Delegation]:
    """The delegations of a board that have not ended, the next one first."""
    rows = Delegation.objects.filter(seat__board=board).still_to_end(today_here())
    return list(rows.select_related("seat__member__user", "delegate__user"))


def matrix_rows() -> list[MatrixRow]:
    """The matrix in force by tier and gate, as the page shows it."""
    matrix = matrix_in_force()
    names = dict(Board.objects.values_list("pk", "name"))
    default = next(iter(Board.objects.filter(is_default=True).values_list("name", flat=True)), "")
    return [
        MatrixRow(
            tier=tier,
            label=str(Tier(tier).label),
            cells=[
                MatrixCell(
                    tier=tier,
                    gate=gate,
                    gate_label=str(Gate(gate).label),
                    cell=matrix[tier][gate],
                    board_name=names.get(matrix[tier][gate].board or 0, default),
                )
                for gate in GATES
                if gate in matrix.get(tier, {})
            ],
        )
        for tier in REVIEWED_TIERS
    ]


def gate_headings() -> list[str]:
    """The stages that the gates lead to, in order."""
    return [str(Stage(gate).label) for gate in GATES]


def days_of_council() -> int:
    """How long the default board may take; nothing when there is none."""
    return next(
        iter(
            Board.objects.active().filter(is_default=True).values_list("days_to_decide", flat=True)
        ),
        0,
    )
