"""Paths: the matrix decides, prohibited stops, and what is forgotten is not made easier."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from governance.choices import Path
from governance.logic.paths import (
    GATES,
    REVIEWED_TIERS,
    Cell,
    Flaw,
    default_matrix,
    dump_matrix,
    flaws,
    parse_matrix,
    path_for,
)

cells = st.builds(
    Cell, st.sampled_from(list(Path)), st.integers(0, 90), st.none() | st.integers(1, 5)
)
matrices = st.dictionaries(
    st.sampled_from(REVIEWED_TIERS), st.dictionaries(st.sampled_from(GATES), cells)
)


@given(matrices, st.sampled_from(GATES))
def test_prohibited_is_stopped_whatever_the_matrix_says(matrix, gate):
    assert path_for("prohibited", gate, matrix).path == Path.STOP


@given(matrices, st.sampled_from(REVIEWED_TIERS), st.sampled_from(GATES))
def test_an_unnamed_cell_goes_to_the_full_board(matrix, tier, gate):
    cell = path_for(tier, gate, matrix)
    assert cell == matrix.get(tier, {}).get(gate, Cell(Path.BOARD, 15))


@given(matrices)
def test_a_stored_matrix_is_read_back(matrix):
    assert parse_matrix(dump_matrix(matrix)) == matrix


def test_the_shipped_matrix_has_no_flaw():
    assert flaws(default_matrix()) == []


@pytest.mark.parametrize(
    ("tier", "first_gate"),
    [("low", Path.SELF_SERVICE), ("medium", Path.LIGHT), ("high", Path.BOARD)],
)
def test_the_shipped_matrix_follows_the_guides(tier, first_gate):
    assert path_for(tier, "discovery", default_matrix()).path == first_gate


@pytest.mark.parametrize(
    ("tier", "cell", "code"),
    [
        ("high", Cell(Path.SELF_SERVICE), "high_needs_people"),
        ("low", Cell(Path.STOP), "stop_is_for_prohibited"),
        ("low", Cell(Path.LIGHT, 0), "days_out_of_range"),
        ("medium", Cell(Path.BOARD, 91), "days_out_of_range"),
        ("medium", Cell(Path.BOARD, 15, board=9), "unknown_board"),
    ],
)
def test_flaws_forbid_publishing(tier, cell, code):
    matrix = default_matrix()
    matrix = {**matrix, tier: {**matrix[tier], "pilot": cell}}
    assert flaws(matrix, boards=[1, 2]) == [Flaw(tier, "pilot", code)]


def test_a_missing_cell_is_a_flaw():
    matrix = {tier: dict(row) for tier, row in default_matrix().items()}
    del matrix["low"]["poc"]
    assert flaws(matrix) == [Flaw("low", "poc", "missing")]


def test_a_known_board_is_no_flaw():
    matrix = {tier: dict(row) for tier, row in default_matrix().items()}
    matrix["high"]["pilot"] = replace(matrix["high"]["pilot"], board=2)
    assert flaws(matrix, boards=[2]) == []
