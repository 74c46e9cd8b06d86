"""Take snapshots: compute every KPI of a quarter or a day once, and keep the numbers.

A quarter or day that is over is seen from its last moment, so taking it later gives the same
numbers. The running quarter is seen from now: on demand, and when the dashboard finds none; its
days are taken each night.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.turns import take_turn
from metrics.choices import SnapshotKind
from metrics.declarations.snapshots import SNAPSHOTS_TAKEN
from metrics.kpis.registry import KPI, AsOf, all_kpis
from metrics.logic.periods import Quarter, end_of_day, last_moment, quarter_of
from metrics.models.snapshots import Snapshot

KEEPING: Final = "metrics.snapshots"
"""The turn in which numbers are computed and kept: the newest id tells all of an organization."""


@dataclass(frozen=True)
class Sight:
    """From where numbers are looked at: a moment, and the day of which it is the end, if any."""

    as_of: AsOf
    day: dt.date | None = None

    @property
    def kind(self) -> SnapshotKind:
        return SnapshotKind.DAY if self.day else SnapshotKind.QUARTER


@transaction.atomic
def take_snapshots(
    organization: Organization,
    quarters: Iterable[Quarter],
    *,
    actor: Actor,
    codes: Collection[str] = (),
) -> list[Snapshot]:
    """Compute and keep the KPIs of the quarters that have begun, all of them or those of `codes`.

    What was taken for the same moment stays as it is. Returns the new snapshots: none for quarters
    that were taken after their end.
    """
    require(actor, "metrics.take_snapshots")
    now, zone = timezone.now(), ZoneInfo(organization.timezone)
    begun = (quarter for quarter in quarters if quarter.starts_at(zone) <= now)
    sights = (Sight(AsOf(each, last_moment(each, zone, now), zone)) for each in begun)
    return _taken(organization, sights, _chosen(codes), now, actor)


@transaction.atomic
def take_days(
    organization: Organization,
    days: Iterable[dt.date],
    *,
    actor: Actor,
    codes: Collection[str] = (),
) -> list[Snapshot]:
    """Compute and keep KPIs as they stood at the end of these days, as far as they are over.

    All of them, or those of `codes`.
    """
    require(actor, "metrics.take_snapshots")
    now, zone = timezone.now(), ZoneInfo(organization.timezone)
    first_month = organization.fiscal_year_start_month
    sights = (
        Sight(AsOf(quarter_of(day, first_month), end_of_day(day, zone), zone), day)
        for day in days
        if end_of_day(day, zone) < now
    )
    return _taken(organization, sights, _chosen(codes), now, actor)


def _chosen(codes: Collection[str]) -> list[KPI]:
    return [kpi for kpi in all_kpis() if not codes or kpi.code in codes]


def _taken(
    organization: Organization,
    sights: Iterable[Sight],
    kpis: Collection[KPI],
    now: dt.datetime,
    actor: Actor,
) -> list[Snapshot]:
    take_turn(KEEPING)
    taken = [snapshot for sight in sights for snapshot in _taken_from(sight, kpis, now)]
    if taken:
        record(
            SNAPSHOTS_TAKEN,
            organization,
            actor=actor,
            after={snapshot.kpi_and_quarter: snapshot.value for snapshot in taken},
        )
    return taken


def _taken_from(sight: Sight, kpis: Collection[KPI], now: dt.datetime) -> list[Snapshot]:
    known = Snapshot.objects.filter(
        starts_on=sight.as_of.quarter.starts_on, as_of=sight.as_of.at, kind=sight.kind
    )
    done = set(known.values_list("kpi", flat=True))
    snapshots = list(_computed((kpi for kpi in kpis if kpi.code not in done), sight, now))
    return Snapshot.objects.bulk_create(snapshots)


def _computed(kpis: Iterable[KPI], sight: Sight, now: dt.datetime) -> Iterator[Snapshot]:
    for kpi in kpis:
        yield computed(kpi, sight, now)


def computed(kpi: KPI, sight: Sight, now: dt.datetime) -> Snapshot:
    """The number as a row that is not stored yet."""
    as_of, measurement = sight.as_of, kpi.measured(sight.as_of)
    snapshot = Snapshot(
        kpi=kpi.code,
        kind=sight.kind,
        quarter=as_of.quarter.code,
        starts_on=as_of.quarter.starts_on,
        day=sight.day,
        as_of=as_of.at,
        computed_at=now,
        value=measurement.value,
        parts=dict(measurement.parts),
        slices=dict(measurement.slices),
        inputs=measurement.inputs,
        digest=measurement.digest,
    )
    snapshot.enter_organization()
    return snapshot
