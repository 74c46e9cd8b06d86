"""One KPI as a read model: its course, its target, what it is made of, and what was corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from intake.choices import Tier
from metrics.choices import Direction, Standing
from metrics.kpis.registry import KPI
from metrics.logic.periods import Quarter
from metrics.logic.slices import Cut, cut_named
from metrics.logic.standing import Bands, standing_of
from metrics.models.readings import KpiReading
from metrics.models.snapshots import Snapshot
from metrics.models.targets import KpiOwner, KpiTarget

QUARTERS_SHOWN = 12
DAYS_SHOWN = 92
PARTS_SHOWN = 60
MOST_LISTED = 20


@dataclass(frozen=True)
class UnitLine:
    """A business unit: its value, and one for each tier of the table, None where there is none."""

    unit: BusinessUnit
    value: float | None
    by_tier: tuple[float | None, ...]


@dataclass(frozen=True)
class Slices:
    """The newest number by business unit and risk tier."""

    tiers: tuple[str, ...]
    totals: tuple[float | None, ...]
    units: tuple[UnitLine, ...]


@dataclass(frozen=True)
class KpiPage:
    """What the page of a KPI shows; histories have a value per quarter, None for a gap."""

    kpi: KPI
    quarters: tuple[Quarter, ...]
    latest: Snapshot | None
    history: tuple[float | None, ...]
    targets: tuple[float | None, ...]
    limits: tuple[float | None, ...]
    days: tuple[tuple[dt.date, float | None], ...]
    bands: Bands | None
    standing: Standing | None
    parts: tuple[tuple[str, float], ...]
    parts_left: int
    slices: Slices | None
    owner: Membership | None
    set_targets: tuple[KpiTarget, ...]
    corrections: tuple[tuple[Snapshot, float | None], ...]
    readings: tuple[KpiReading, ...]


def kpi_page(kpi: KPI, quarter: Quarter, day: dt.date) -> KpiPage:
    """A KPI as of a quarter that runs or has ended, seen on a day."""
    quarters = quarter.back(QUARTERS_SHOWN)
    latest_of = Snapshot.objects.latest_of((each.starts_on for each in quarters), [kpi.code])
    newest = {row.starts_on: row for row in latest_of}
    rows = [newest.get(each.starts_on) for each in quarters]
    latest = rows[-1]
    targets = list(KpiTarget.objects.filter(kpi=kpi.code).select_related("set_by__user")[:200])
    held = [_held(kpi, targets, min(each.ends_on, day)) for each in quarters]
    parts = sorted((latest.parts if latest else {}).items())
    return KpiPage(
        kpi=kpi,
        quarters=quarters,
        latest=latest,
        history=tuple(row.value if row else None for row in rows),
        targets=tuple(bands.target if bands else None for bands in held),
        limits=tuple(bands.fair if bands else None for bands in held),
        days=_days(kpi, day),
        bands=held[-1],
        standing=standing_of(latest.value if latest else None, held[-1], Direction(kpi.direction)),
        parts=tuple(parts[:PARTS_SHOWN]),
        parts_left=max(0, len(parts) - PARTS_SHOWN),
        slices=_slices(latest),
        owner=_owner(kpi),
        set_targets=tuple(targets[:MOST_LISTED]),
        corrections=_corrections(kpi),
        readings=_readings(kpi),
    )


def _held(kpi: KPI, targets: Sequence[KpiTarget], day: dt.date) -> Bands | None:
    """What counted on a day; `targets` are the newest first."""
    since = next((row for row in targets if row.since <= day), None)
    return (since.bands if since else None) or kpi.bands


def _days(kpi: KPI, day: dt.date) -> tuple[tuple[dt.date, float | None], ...]:
    rows = Snapshot.objects.of_kpi(kpi.code).by_day().order_by("-day")
    recent = rows.filter(day__gte=day - dt.timedelta(days=DAYS_SHOWN))
    newest = [(row.day, row.value) for row in recent.only("day", "value")[:DAYS_SHOWN] if row.day]
    return tuple(reversed(newest))


def _slices(snapshot: Snapshot | None) -> Slices | None:
    """The table of units and tiers; None where the number cannot be narrowed."""
    if snapshot is None or not snapshot.slices:
        return None
    cuts = [cut for key in snapshot.slices if (cut := cut_named(key))]
    units = BusinessUnit.objects.in_bulk({cut.unit for cut in cuts if cut.unit is not None})
    known = {cut.tier for cut in cuts if cut.tier}
    tiers = tuple(
        tier for tier in (*Tier.values, *sorted(known - set(Tier.values))) if tier in known
    )
    return Slices(
        tiers=tiers,
        totals=tuple(snapshot.value_of(Cut(tier=tier)) for tier in tiers),
        units=tuple(
            UnitLine(
                unit,
                snapshot.value_of(Cut(unit.pk)),
                tuple(snapshot.value_of(Cut(unit.pk, tier)) for tier in tiers),
            )
            for unit in sorted(units.values(), key=lambda unit: unit.name)
        ),
    )


def _owner(kpi: KPI) -> Membership | None:
    found = KpiOwner.objects.filter(kpi=kpi.code).select_related("member__user").first()
    return found.member if found else None


def _corrections(kpi: KPI) -> tuple[tuple[Snapshot, float | None], ...]:
    """The newest restatements, each with the value that it restates."""
    rows = Snapshot.objects.of_kpi(kpi.code).filter(restates__isnull=False)
    rows = rows.select_related("restates").order_by("-computed_at", "-pk")
    return tuple((row, row.restates.value if row.restates else None) for row in rows[:MOST_LISTED])


def _readings(kpi: KPI) -> tuple[KpiReading, ...]:
    """The newest readings, each as it stands now; none where the portal computes the KPI."""
    if not kpi.is_entered:
        return ()
    rows = KpiReading.objects.filter(kpi=kpi.code).newest()
    return tuple(rows.select_related("unit", "entered_by__user")[:MOST_LISTED])
