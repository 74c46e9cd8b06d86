"""Set up boards, fill seats, publish the path matrix. Running reviews keep what they began with."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from coe_portal.tenancy.turns import take_turn
from governance.choices import BallotRule, Discipline, Majority, MatrixState
from governance.declarations import reviews as told
from governance.logic.paths import Matrix, dump_matrix, flaws
from governance.models.boards import Board, BoardQuerySet, PathMatrix, Seat
from governance.permissions.reviews import MANAGE_BOARDS, PUBLISH_MATRIX
from governance.queries.versions import newest_version, take_turn_of

# Of boards one name is taken once, and one is the default.
BOARDS = "governance.boards"


@dataclass(frozen=True)
class BoardTerms:
    """Name and rule of a board."""

    name: str
    purpose: str = ""
    majority: Majority = Majority.MAJORITY
    quorum: int = 3
    required_disciplines: tuple[Discipline, ...] = ()
    tie_break_by_chair: bool = True
    ballot: BallotRule = BallotRule.AFTER_OWN
    days_to_decide: int = 15
    valid_months: int = 12
    is_default: bool = False
    is_active: bool = True


@dataclass(frozen=True)
class Appointing:
    """Who sits for which discipline, and from when; ids are memberships."""

    discipline: Discipline
    member_id: int
    alternate_id: int | None = None
    is_chair: bool = False
    has_veto: bool = False
    weight: int = 1
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None


@transaction.atomic
def create_board(terms: BoardTerms, *, actor: Actor) -> Board:
    """Found a board without seats."""
    require(actor, MANAGE_BOARDS.code)
    take_turn(BOARDS)
    _check_name(terms.name)
    _free_default(terms)
    board = Board.objects.create(number=next_number(Board.PREFIX), **_fields(terms))
    record(told.BOARD_CREATED, board, actor=actor, after=asdict(terms))
    return board


@transaction.atomic
def change_board(board: Board, terms: BoardTerms, *, actor: Actor) -> Board:
    """Change the rule for reviews to come."""
    take_turn(BOARDS)
    board = Board.objects.locked(board.pk)
    require(actor, MANAGE_BOARDS.code, board)
    _check_name(terms.name, but=board.pk)
    if board.is_default and not (terms.is_default and terms.is_active):
        raise RuleViolation(_("Make another board the default first."))
    _free_default(terms, but=board.pk)
    before = {name: getattr(board, name) for name in asdict(terms)}
    for name, value in _fields(terms).items():
        setattr(board, name, value)
    board.save()
    record(told.BOARD_CHANGED, board, actor=actor, before=before, after=asdict(terms))
    return board


def _fields(terms: BoardTerms) -> dict[str, Any]:
    return {**asdict(terms), "required_disciplines": list(terms.required_disciplines)}


def _check_name(name: str, *, but: int | None = None) -> None:
    if _others(but).filter(name=name).exists():
        message = _("Another board has this name.")
        raise InvalidInput(message, errors={"name": [message]})


def _free_default(terms: BoardTerms, *, but: int | None = None) -> None:
    """There is one default board: a new one takes over from the old."""
    if terms.is_default:
        for other in _others(but).filter(is_default=True).locked_rows():
            other.is_default = False
            other.save(update_fields=["is_default", "updated_at"])


def _others(but: int | None) -> BoardQuerySet:
    boards: BoardQuerySet = Board.objects.all()
    return boards if but is None else boards.exclude(pk=but)


@transaction.atomic
def appoint(board: Board, appointing: Appointing, *, actor: Actor) -> Seat:
    """Fill a vacant seat of the discipline, or add one.

    A new chair takes over from the old, who keeps the seat.
    """
    board = Board.objects.locked(board.pk)
    require(actor, MANAGE_BOARDS.code, board)
    _check_people(board, appointing)
    today = today_here()
    if appointing.is_chair:
        Seat.objects.filter(board=board, is_chair=True).update(is_chair=False)
    vacant = Seat.objects.filter(
        board=board, discipline=appointing.discipline, member__isnull=True
    ).first()
    seat = vacant or Seat(board=board, discipline=appointing.discipline)
    seat.member_id = appointing.member_id
    seat.alternate_id = appointing.alternate_id
    seat.is_chair = appointing.is_chair
    seat.has_veto = appointing.has_veto
    seat.weight = appointing.weight
    seat.starts_on = appointing.starts_on or today
    seat.ends_on = appointing.ends_on
    seat.save()
    record(told.SEAT_FILLED, seat, actor=actor, after=_seat_facts(seat), root=board)
    return seat


def _check_people(board: Board, appointing: Appointing) -> None:
    members = Membership.objects.current()
    if not members.filter(pk=appointing.member_id).exists():
        message = _("Choose an active member.")
        raise InvalidInput(message, errors={"member": [message]})
    if appointing.alternate_id == appointing.member_id:
        message = _("The alternate must be somebody else.")
        raise InvalidInput(message, errors={"alternate": [message]})
    today = today_here()
    if board.seats.sitting(today).filter(member_id=appointing.member_id).exists():
        message = _("This member already sits on the board.")
        raise InvalidInput(message, errors={"member": [message]})


@transaction.atomic
def end_term(seat: Seat, ends_on: dt.date, *, actor: Actor) -> Seat:
    """Set the last day of a seat."""
    seat = Seat.objects.select_related("board").locked(seat.pk)
    require(actor, MANAGE_BOARDS.code, seat.board)
    if ends_on < seat.starts_on:
        message = _("The last day cannot be before the first.")
        raise InvalidInput(message, errors={"ends_on": [message]})
    before = seat.ends_on
    seat.ends_on = ends_on
    seat.save(update_fields=["ends_on", "updated_at"])
    record(
        told.SEAT_ENDED,
        seat,
        actor=actor,
        before={"ends_on": before},
        after=_seat_facts(seat),
        root=seat.board,
    )
    return seat


def _seat_facts(seat: Seat) -> dict[str, Any]:
    return {
        "discipline": seat.discipline,
        "member": seat.member,
        "alternate": seat.alternate,
        "is_chair": seat.is_chair,
        "has_veto": seat.has_veto,
        "weight": seat.weight,
        "starts_on": seat.starts_on,
        "ends_on": seat.ends_on,
    }


@transaction.atomic
def publish_matrix(matrix: Matrix, *, actor: Actor) -> PathMatrix:
    """Put a new version of the path matrix in force for what is submitted from now on.

    Raises:
        InvalidInput: cells that must not be, by `tier.gate`.
        InvalidTransition: nothing was changed.
    """
    require(actor, PUBLISH_MATRIX.code)
    take_turn_of(PathMatrix)
    boards = list(Board.objects.active().values_list("pk", flat=True))
    _check_matrix(matrix, boards)
    current = PathMatrix.objects.filter(state=MatrixState.PUBLISHED).locked_rows().first()
    cells = dump_matrix(matrix)
    if current is not None:
        if current.cells == cells:
            raise InvalidTransition(_("Nothing was changed."))
        current.state = MatrixState.RETIRED
        current.save(update_fields=["state", "updated_at"])
    published = PathMatrix.objects.create(
        version=newest_version(PathMatrix) + 1,
        state=MatrixState.PUBLISHED,
        cells=cells,
        published_at=timezone.now(),
        published_by=actor.label,
    )
    record(
        told.MATRIX_PUBLISHED,
        published,
        actor=actor,
        before=current.cells if current else {},
        after=cells,
    )
    return published


def _check_matrix(matrix: Matrix, boards: list[int]) -> None:
    texts = {
        "missing": _("Choose a path."),
        "stop_is_for_prohibited": _("Only prohibited uses are stopped."),
        "high_needs_people": _("High risk cannot decide itself."),
        "days_out_of_range": _("Give 1 to 90 working days."),
        "unknown_board": _("This board takes no reviews."),
    }
    errors: dict[str, list[str]] = {}
    for flaw in flaws(matrix, boards):
        errors.setdefault(f"{flaw.tier}.{flaw.gate}", []).append(texts[flaw.code])
    if errors:
        raise InvalidInput(_("The matrix cannot be published."), errors=errors)
