"""Who decides what, as routing and the pages read it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from governance.catalogs import load
from governance.choices import Holder, OperatingModel, Path
from governance.logic.paths import GATES, REVIEWED_TIERS, Cell
from governance.logic.rights import (
    Holders,
    Rights,
    default_holders,
    differing,
    holder_of,
    lineage,
)
from governance.models.rights import DecisionRights, RaciChart
from governance.queries.rules import matrix_in_force
from intake.choices import Stage, Tier


@dataclass(frozen=True)
class HolderCell:
    """Who decides in one place: by which path, and what the default would be."""

    holder: Holder
    path: Path
    default: Holder
    is_different: bool

    @property
    def decides_itself(self) -> bool:
        """No person is asked here, whoever would hold it."""
        return self.path == Path.SELF_SERVICE

    @property
    def is_the_boards(self) -> bool:
        """The path matrix asks a board, whoever would hold a light review."""
        return self.path == Path.BOARD


@dataclass(frozen=True)
class HolderRow:
    tier: str
    label: str
    cells: list[HolderCell]


@dataclass(frozen=True)
class UnitRights:
    """A business unit, and in how many places it differs from the organization."""

    unit: BusinessUnit
    differences: int


@dataclass(frozen=True)
class RightsPage:
    """Everything that the page shows; `stored` is None while the shipped default counts."""

    stored: DecisionRights | None
    coming: list[DecisionRights]
    versions: list[DecisionRights]
    model: OperatingModel
    rows: list[HolderRow]
    differences: int
    units: list[UnitRights]
    unit: BusinessUnit | None


def rights_page(unit: BusinessUnit | None) -> RightsPage:
    """The rights in force today, of the organization or as they are in one unit."""
    today = today_here()
    versions = list(DecisionRights.objects.newest_first()[:20])
    stored = DecisionRights.objects.on(today)
    rights = stored.rights if stored else shipped()
    default = rights.cells if unit else default_holders(rights.model)
    line = lineage_of(unit.pk) if unit else ()
    rows = _rows(rights, default, line)
    return RightsPage(
        stored=stored,
        coming=[one for one in versions if one.effective_on > today],
        versions=versions,
        model=rights.model,
        rows=rows,
        differences=sum(cell.is_different for row in rows for cell in row.cells),
        units=_units(rights),
        unit=unit,
    )


def _rows(rights: Rights, default: Holders, line: tuple[int, ...]) -> list[HolderRow]:
    paths = matrix_in_force()
    at = partial(holder_of, rights, units=line)
    return [
        HolderRow(
            tier,
            str(Tier(tier).label),
            [
                HolderCell(
                    at(tier, gate),
                    paths.get(tier, {}).get(gate, Cell(Path.BOARD)).path,
                    default[tier][gate],
                    at(tier, gate) != default[tier][gate],
                )
                for gate in GATES
            ],
        )
        for tier in REVIEWED_TIERS
    ]


def _units(rights: Rights) -> list[UnitRights]:
    return [
        UnitRights(unit, len(differing(rights.units.get(unit.pk, {}), rights.cells)))
        for unit in BusinessUnit.objects.all()
    ]


def shipped() -> Rights:
    """What counts before the organization has decided: the CoE decides, as ever."""
    return Rights(OperatingModel.CENTRALIZED, default_holders(OperatingModel.CENTRALIZED))


def rights_to_edit() -> Rights:
    """The last version published, be it in force yet or not: what a new one begins from."""
    last = DecisionRights.objects.newest_first().first()
    return last.rights if last else shipped()


@dataclass(frozen=True)
class Held:
    """Who holds a review, by which version; None while the organization has published none."""

    holder: Holder | None = None
    version: int | None = None


def held_by(tier: str, gate: str, unit: int | None) -> Held:
    """Who holds what is opened today for a case of this unit."""
    stored = DecisionRights.objects.on(today_here())
    if stored is None:
        return Held()
    rights = stored.rights
    line = lineage_of(unit) if rights.units else ()
    return Held(holder_of(rights, tier, gate, line), stored.version)


def lineage_of(unit: int | None) -> tuple[int, ...]:
    """The unit of a case and those above it: whose reviewers are its own."""
    if unit is None:
        return ()
    return lineage(unit, dict(BusinessUnit.objects.values_list("pk", "parent")))


def gate_columns() -> list[str]:
    """The stages that the gates lead to, in order."""
    return [str(Stage(gate).label) for gate in GATES]


def raci_on(day: dt.date) -> RaciChart | None:
    """The chart in force, or None while the shipped one counts."""
    return RaciChart.objects.on(day)


def shipped_raci() -> list[dict[str, Any]]:
    """The chart that the guides give, before the organization has its own."""
    rows: list[dict[str, Any]] = load("raci")
    return rows


def raci_to_edit() -> list[dict[str, Any]]:
    """The last chart published, or the shipped one: what a new one begins from."""
    last = RaciChart.objects.newest_first().first()
    return last.rows if last else shipped_raci()
