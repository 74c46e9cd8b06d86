"""Who decides what: by operating model, tier, gate and business unit.

The path matrix says how hard a case is looked at; decision rights say by whom. They never make a
way easier: what the path matrix gives to a board stays there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from governance.choices import Holder, OperatingModel, Path
from governance.logic.paths import GATES, REVIEWED_TIERS, Cell
from intake.choices import Tier

# Gates where the case first meets people, and those between.
MILESTONES = frozenset({"discovery", "pilot", "production"})

Holders = Mapping[str, Mapping[str, Holder]]


@dataclass(frozen=True)
class Rights:
    """One version: who holds what in the organization, and what is different in a unit."""

    model: OperatingModel
    cells: Holders
    units: Mapping[int, Holders] = field(default_factory=dict)


def default_holders(model: OperatingModel) -> Holders:
    """What an operating model begins with.

    Centralized: the CoE holds all. Federated: the units hold all but high risk at a milestone.
    Hybrid: the units hold low risk and what lies between milestones, the CoE the rest. High risk
    at a milestone is the council's in each.
    """
    return {tier: {gate: _default(model, tier, gate) for gate in GATES} for tier in REVIEWED_TIERS}


def _default(model: OperatingModel, tier: str, gate: str) -> Holder:
    is_milestone = gate in MILESTONES
    if tier == Tier.HIGH and is_milestone:
        return Holder.COUNCIL
    if model == OperatingModel.CENTRALIZED:
        return Holder.COE
    if model == OperatingModel.FEDERATED:
        return Holder.UNIT
    is_the_units = tier == Tier.LOW or (tier == Tier.MEDIUM and not is_milestone)
    return Holder.UNIT if is_the_units else Holder.COE


def holder_of(rights: Rights, tier: str, gate: str, units: Sequence[int] = ()) -> Holder:
    """Who holds a review; `units` are the case's unit and those above it, nearest first.

    What nothing names is the council's: forgetting a cell must never make the way easier.
    """
    for unit in units:
        own = rights.units.get(unit, {}).get(tier, {}).get(gate)
        if own is not None:
            return own
    return rights.cells.get(tier, {}).get(gate, Holder.COUNCIL)


def applied(cell: Cell, holder: Holder, council_days: int) -> Cell:
    """The way that a holder makes of the path matrix's: the council takes a light review over."""
    if cell.path == Path.LIGHT and holder == Holder.COUNCIL:
        return Cell(Path.BOARD, max(cell.days, council_days))
    return cell


def reviewers_in_turn(holder: Holder | None) -> tuple[Holder | None, ...]:
    """Whose reviewers are asked, in order; None stands for all reviewers of the organization.

    A unit that has nobody free leaves its review to the CoE.
    """
    return (Holder.UNIT, Holder.COE) if holder == Holder.UNIT else (holder,)


def lineage(unit: int | None, parents: Mapping[int, int | None]) -> tuple[int, ...]:
    """A unit and those above it, nearest first."""
    line: list[int] = []
    while unit is not None and unit not in line:
        line.append(unit)
        unit = parents.get(unit)
    return tuple(line)


def differing(cells: Holders, base: Holders) -> frozenset[tuple[str, str]]:
    """The (tier, gate) that are held by somebody else than in `base`."""
    return frozenset(
        (tier, gate)
        for tier, row in cells.items()
        for gate, holder in row.items()
        if base.get(tier, {}).get(gate) != holder
    )


def missing_cells(cells: Holders) -> list[tuple[str, str]]:
    """What an organization's matrix has to name and does not."""
    return [
        (tier, gate) for tier in REVIEWED_TIERS for gate in GATES if gate not in cells.get(tier, {})
    ]


def parse_holders(cells: Mapping[str, Mapping[str, str]]) -> Holders:
    """Read stored JSON, ``{tier: {gate: holder}}``; ValueError for a holder that does not exist."""
    return {tier: {gate: Holder(one) for gate, one in row.items()} for tier, row in cells.items()}


def dump_holders(cells: Holders) -> dict[str, dict[str, str]]:
    """The JSON that `parse_holders` reads back; rows that say nothing are left out."""
    return {
        tier: {gate: one.value for gate, one in row.items()} for tier, row in cells.items() if row
    }


def known_units(units: Mapping[int, Holders], existing: Iterable[int]) -> dict[int, Holders]:
    """Without units that say nothing of their own or are gone."""
    kept = set(existing)
    return {unit: cells for unit, cells in units.items() if unit in kept and any(cells.values())}
