"""Units of an organization as a tree: who belongs to a unit and to all below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, Self, TypeVar

from coe_portal.tenancy.models import BusinessUnit


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


@dataclass(frozen=True)
class UnitTree:
    """All units by name, and what stands above each."""

    units: dict[int, BusinessUnit]

    @property
    def parents(self) -> dict[int, int | None]:
        return {pk: unit.parent_id for pk, unit in self.units.items()}

    def below(self, unit: int) -> set[int]:
        """The unit and all below it."""
        return subtree(unit, self.parents)

    def in_order(self) -> list[tuple[BusinessUnit, int]]:
        """Each unit with its depth, below the unit that it belongs to."""
        parents = self.parents
        below: dict[int | None, list[BusinessUnit]] = {}
        for unit in self.units.values():
            below.setdefault(unit.parent_id, []).append(unit)
        ordered: list[tuple[BusinessUnit, int]] = []
        waiting = below.get(None, [])[::-1]
        while waiting:
            unit = waiting.pop()
            ordered.append((unit, depth(unit.pk, parents)))
            waiting.extend(below.get(unit.pk, [])[::-1])
        return ordered


def unit_tree() -> UnitTree:
    """All units, in one query."""
    return UnitTree({unit.pk: unit for unit in BusinessUnit.objects.order_by("name", "pk")})


def units_below(unit: BusinessUnit) -> set[int]:
    """The ids of a unit and of all below it."""
    return unit_tree().below(unit.pk)
