"""The KPI catalogue as one read model: what each KPI is now, should be, and who answers for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coe_portal.accounts.models import Membership
from metrics.choices import Area, Direction, Standing
from metrics.kpis.registry import KPI, all_kpis
from metrics.logic.periods import Quarter
from metrics.logic.standing import Bands, standing_of
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiOwner, KpiTarget

QUARTERS_SHOWN = 8


@dataclass(frozen=True)
class Line:
    """A KPI with its newest known number; `history` has a value per quarter, None for a gap."""

    kpi: KPI
    latest: Snapshot | None
    bands: Bands | None
    standing: Standing | None
    history: tuple[float | None, ...]
    owner: Membership | None

    @property
    def value(self) -> float | None:
        """The newest number, if there is one."""
        return self.latest.value if self.latest else None


@dataclass(frozen=True)
class Chapter:
    """The KPIs of an area."""

    area: Area
    lines: tuple[Line, ...]


def bands_by_kpi(day: dt.date) -> dict[str, Bands | None]:
    """What counts on a day, by KPI: what the organization set, else the portal's own."""
    own = {kpi.code: kpi.bands for kpi in all_kpis()}
    return own | {row.kpi: row.bands or own.get(row.kpi) for row in KpiTarget.objects.in_force(day)}


def owners_by_kpi() -> dict[str, Membership]:
    """Who answers for a KPI, where somebody was named."""
    owners = KpiOwner.objects.filter(member__isnull=False).select_related("member__user")
    return {owner.kpi: owner.member for owner in owners if owner.member}


def lines_of(kpis: Sequence[KPI], quarter: Quarter, day: dt.date) -> list[Line]:
    """The KPIs as of a quarter, in three queries whatever their number."""
    quarters = quarter.back(QUARTERS_SHOWN)
    newest = Snapshot.objects.latest_of(
        (each.starts_on for each in quarters), (kpi.code for kpi in kpis)
    ).defer("slices")
    known = {(row.kpi, row.starts_on): row for row in newest}
    bands, owners = bands_by_kpi(day), owners_by_kpi()
    return [
        _line(
            kpi,
            [known.get((kpi.code, each.starts_on)) for each in quarters],
            bands[kpi.code],
            owners.get(kpi.code),
        )
        for kpi in kpis
    ]


def _line(
    kpi: KPI, rows: list[Snapshot | None], bands: Bands | None, owner: Membership | None
) -> Line:
    latest = rows[-1]
    value = latest.value if latest else None
    return Line(
        kpi=kpi,
        latest=latest,
        bands=bands,
        standing=standing_of(value, bands, Direction(kpi.direction)),
        history=tuple(row.value if row else None for row in rows),
        owner=owner,
    )


def catalogue(quarter: Quarter, day: dt.date) -> list[Chapter]:
    """Every declared KPI by area, in the order of the guides; areas without one are left out."""
    return list(_chapters(lines_of(all_kpis(), quarter, day)))


def _chapters(lines: list[Line]) -> Iterator[Chapter]:
    for area in Area:
        if found := tuple(line for line in lines if line.kpi.area == area):
            yield Chapter(area, found)
