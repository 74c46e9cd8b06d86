"""The rules in force: the path matrix and the organization's calendar."""

from __future__ import annotations

from dataclasses import dataclass

from governance.logic.paths import Cell, Matrix, default_matrix, path_for
from governance.logic.validity import Terms, TierTerms, terms_of
from governance.models.boards import PathMatrix
from governance.models.validity import ValidityTerms


@dataclass(frozen=True)
class Way:
    """How a tier passes a gate, and the version of the matrix that says so; None: the shipped."""

    cell: Cell
    matrix_version: int | None


def matrix_in_force() -> Matrix:
    """The organization's matrix, or the shipped one before there is any."""
    stored = PathMatrix.objects.in_force()
    return stored.matrix if stored else default_matrix()


def matrix_version() -> int | None:
    """The version of the matrix in force."""
    matrix = PathMatrix.objects.in_force()
    return matrix.version if matrix else None


def way_through(tier: str, gate: str) -> Way:
    """The way through a gate by the matrix in force, in one query."""
    stored = PathMatrix.objects.in_force()
    if stored is None:
        return Way(path_for(tier, gate, default_matrix()), None)
    return Way(path_for(tier, gate, stored.matrix), stored.version)


def terms_in_force() -> Terms:
    """The organization's terms of approvals, or the shipped ones before there are any."""
    found: Terms = ValidityTerms.objects.terms_in_force()
    return found


def tier_terms(tier: str) -> TierTerms:
    """The terms of one tier."""
    return terms_of(terms_in_force(), tier)
