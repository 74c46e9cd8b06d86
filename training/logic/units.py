"""Units of an organization as a tree: who belongs to a unit and to all below it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, Self, TypeVar


class Addable(Protocol):
    """Numbers that are summed up the tree."""

    def __add__(self, other: Self, /) -> Self: ...


AddableT = TypeVar("AddableT", bound=Addable)


def with_ancestors(unit: int, parents: Mapping[int, int | None]) -> list[int]:
    """The unit and all above it, nearest first; a circle in the data ends the walk."""
    chain: list[int] = []
    current: int | None = unit
    while current is not None and current not in chain:
        chain.append(current)
        current = parents.get(current)
    return chain


def subtree(unit: int, parents: Mapping[int, int | None]) -> set[int]:
    """The unit and all below it."""
    return {one for one in parents if unit in with_ancestors(one, parents)} | {unit}


def depth(unit: int, parents: Mapping[int, int | None]) -> int:
    """How many units stand above."""
    return len(with_ancestors(unit, parents)) - 1


def rolled_up(
    own: Mapping[int, AddableT], parents: Mapping[int, int | None]
) -> dict[int, AddableT]:
    """The numbers of each unit with those of all below it."""
    total: dict[int, AddableT] = {}
    for unit, number in own.items():
        for above in with_ancestors(unit, parents):
            total[above] = total[above] + number if above in total else number
    return total
