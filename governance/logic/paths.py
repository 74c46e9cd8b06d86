"""Which way a use case is reviewed: the tier and gate matrix that each organization owns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.choices import Path
from intake.choices import Tier

GATES = ("discovery", "poc", "pilot", "production", "monitoring", "retired")
REVIEWED_TIERS = (Tier.LOW.value, Tier.MEDIUM.value, Tier.HIGH.value)
DEFAULT_DAYS = {Path.SELF_SERVICE: 0, Path.LIGHT: 5, Path.BOARD: 15, Path.STOP: 0}
MOST_DAYS = 90


@dataclass(frozen=True)
class Cell:
    """How one tier passes one gate; `days` are working days, `board` is a Board's id."""

    path: Path
    days: int = 0
    board: int | None = None


@dataclass(frozen=True)
class Flaw:
    """What is wrong with one cell of a proposed matrix."""

    tier: str
    gate: str
    code: str


STOPPED = Cell(Path.STOP)
UNNAMED = Cell(Path.BOARD, DEFAULT_DAYS[Path.BOARD])

Matrix = Mapping[str, Mapping[str, Cell]]


def path_for(tier: str, gate: str, matrix: Matrix) -> Cell:
    """The cell for this tier and gate.

    A prohibited use is stopped whatever the matrix says, and what the matrix does not name
    goes to the full board: forgetting a cell must never make the way easier.
    """
    if tier == Tier.PROHIBITED:
        return STOPPED
    return matrix.get(tier, {}).get(gate, UNNAMED)


def parse_matrix(cells: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Matrix:
    """Read the stored JSON, ``{tier: {gate: {path, days, board}}}``.

    Raises:
        KeyError: a cell without a path.
        ValueError: a path that does not exist.
    """
    return {tier: {gate: _cell(cell) for gate, cell in row.items()} for tier, row in cells.items()}


def _cell(cell: Mapping[str, Any]) -> Cell:
    path = Path(cell["path"])
    return Cell(path, int(cell.get("days", DEFAULT_DAYS[path])), cell.get("board"))


def dump_matrix(matrix: Matrix) -> dict[str, dict[str, dict[str, Any]]]:
    """The JSON that `parse_matrix` reads back."""
    return {
        tier: {
            gate: {"path": cell.path.value, "days": cell.days, "board": cell.board}
            for gate, cell in row.items()
        }
        for tier, row in matrix.items()
    }


def flaws(matrix: Matrix, boards: Sequence[int] = ()) -> list[Flaw]:
    """Everything that forbids publishing this matrix; empty when it may be published."""
    return [
        Flaw(tier, gate, code)
        for tier in REVIEWED_TIERS
        for gate in GATES
        for code in _cell_flaws(tier, matrix.get(tier, {}).get(gate), boards)
    ]


def _cell_flaws(tier: str, cell: Cell | None, boards: Sequence[int]) -> list[str]:
    if cell is None:
        return ["missing"]
    found = []
    if cell.path == Path.STOP:
        found.append("stop_is_for_prohibited")
    if tier == Tier.HIGH and cell.path == Path.SELF_SERVICE:
        found.append("high_needs_people")
    if cell.path in {Path.LIGHT, Path.BOARD} and not 1 <= cell.days <= MOST_DAYS:
        found.append("days_out_of_range")
    if cell.path == Path.BOARD and cell.board is not None and cell.board not in boards:
        found.append("unknown_board")
    return found


def default_matrix() -> Matrix:
    """The shipped matrix: GUIDES, and the approvals per gate of the default tier policy.

    Low decides itself; medium and high rest on people wherever the case meets users, and high
    meets the board there. A gate between (proof of concept, monitoring, retirement) is lighter.
    """
    lighter = {"poc", "monitoring", "retired"}
    ways = {
        Tier.LOW.value: (Path.SELF_SERVICE, Path.SELF_SERVICE),
        Tier.MEDIUM.value: (Path.LIGHT, Path.SELF_SERVICE),
        Tier.HIGH.value: (Path.BOARD, Path.LIGHT),
    }
    return {
        tier: {
            gate: Cell(path, DEFAULT_DAYS[path])
            for gate in GATES
            for path in [light if gate in lighter else full]
        }
        for tier, (full, light) in ways.items()
    }
