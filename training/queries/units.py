"""The units of the organization, as the pages of training need them."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.tenancy.models import BusinessUnit
from training.logic.units import depth, subtree


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
