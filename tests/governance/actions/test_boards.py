"""Boards, seats and the matrix: set up by staff, recorded, and never back in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, RuleViolation
from governance.actions.boards import (
    Appointing,
    BoardTerms,
    appoint,
    change_board,
    create_board,
    end_term,
    publish_matrix,
)
from governance.actions.defaults import install_defaults
from governance.choices import Discipline, MatrixState, Path
from governance.logic.paths import Cell, default_matrix
from governance.models.boards import Board, PathMatrix, Seat
from tests.governance.conftest import OPERATOR


@pytest.fixture
def board(organization, in_scope) -> Board:
    return install_defaults(organization, actor=OPERATOR)


def test_a_new_organization_has_a_council_with_vacant_seats_and_a_matrix(board):
    assert (board.name, board.majority, board.quorum) == ("AI Council", "two_thirds", 3)
    assert sorted(board.seats.values_list("discipline", flat=True)) == sorted(Discipline.values)
    assert not board.seats.filled().exists()
    assert PathMatrix.objects.in_force().version == 1


def test_defaults_are_installed_once(organization, board):
    assert install_defaults(organization, actor=OPERATOR) == board
    assert (Board.objects.count(), PathMatrix.objects.count()) == (1, 1)


def test_a_vacant_seat_is_filled_before_one_is_added(board, member):
    first = appoint(board, Appointing(Discipline.LEGAL, member().pk), actor=OPERATOR)
    assert board.seats.count() == len(Discipline)
    appoint(board, Appointing(Discipline.LEGAL, member().pk), actor=OPERATOR)
    assert (first.discipline, board.seats.count()) == ("legal", len(Discipline) + 1)


def test_nobody_sits_twice_on_a_board(board, member):
    person = member()
    appoint(board, Appointing(Discipline.LEGAL, person.pk), actor=OPERATOR)
    with pytest.raises(InvalidInput) as refused:
        appoint(board, Appointing(Discipline.CIO, person.pk), actor=OPERATOR)
    assert list(refused.value.errors) == ["member"]


def test_the_alternate_is_somebody_else(board, member):
    person = member()
    with pytest.raises(InvalidInput):
        appoint(board, Appointing(Discipline.LEGAL, person.pk, person.pk), actor=OPERATOR)


def test_a_member_of_another_organization_is_not_appointed(board, member, other_organization):
    stranger = member(Role.REVIEWER, organization=other_organization)
    with pytest.raises(InvalidInput):
        appoint(board, Appointing(Discipline.LEGAL, stranger.pk), actor=OPERATOR)


def test_there_is_one_chair(board, member):
    for _number in range(2):
        appoint(board, Appointing(Discipline.LEGAL, member().pk, is_chair=True), actor=OPERATOR)
    assert Seat.objects.filter(board=board, is_chair=True).count() == 1


def test_a_term_ends(board, member):
    seat = appoint(board, Appointing(Discipline.LEGAL, member().pk), actor=OPERATOR)
    today = timezone.localdate()
    end_term(seat, today, actor=OPERATOR)
    assert not board.seats.sitting(today + dt.timedelta(days=1)).filled().exists()
    with pytest.raises(InvalidInput):
        end_term(seat, today - dt.timedelta(days=9), actor=OPERATOR)


def test_a_new_default_board_takes_over(board):
    second = create_board(BoardTerms("Model Risk Board", is_default=True), actor=OPERATOR)
    board.refresh_from_db()
    assert (second.is_default, board.is_default) == (True, False)


def test_the_default_board_stays_until_another_takes_over(board):
    with pytest.raises(RuleViolation):
        change_board(board, BoardTerms("AI Council", is_default=False), actor=OPERATOR)


def test_a_change_of_rule_is_recorded_with_what_was_before(board):
    terms = BoardTerms("AI Council", quorum=5, is_default=True)
    change_board(board, terms, actor=OPERATOR)
    event = AuditEvent.objects.get(action="governance.board.changed")
    assert (event.before["quorum"], event.after["quorum"]) == (3, 5)


def test_names_of_boards_are_their_own(board):
    with pytest.raises(InvalidInput):
        create_board(BoardTerms("AI Council"), actor=OPERATOR)


def test_publishing_retires_the_version_before(board):
    matrix = default_matrix()
    matrix["medium"]["poc"] = Cell(Path.LIGHT, 3)
    published = publish_matrix(matrix, actor=OPERATOR)
    states = dict(PathMatrix.objects.values_list("version", "state"))
    assert states == {1: MatrixState.RETIRED, 2: MatrixState.PUBLISHED}
    assert published.matrix["medium"]["poc"] == Cell(Path.LIGHT, 3)


def test_the_same_matrix_is_not_published_again(board):
    with pytest.raises(InvalidTransition):
        publish_matrix(default_matrix(), actor=OPERATOR)


def test_high_risk_is_never_left_to_itself(board):
    matrix = default_matrix()
    matrix["high"]["poc"] = Cell(Path.SELF_SERVICE)
    with pytest.raises(InvalidInput) as refused:
        publish_matrix(matrix, actor=OPERATOR)
    assert list(refused.value.errors) == ["high.poc"]


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.EXECUTIVE, Role.MODEL_OWNER])
def test_only_staff_change_the_rules(board, member, role):
    actor = Actor.member(member(role))
    with pytest.raises(NotAllowed):
        publish_matrix(default_matrix(), actor=actor)
    with pytest.raises(NotAllowed):
        create_board(BoardTerms("Mine"), actor=actor)
