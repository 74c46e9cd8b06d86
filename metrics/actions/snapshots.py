"""Take snapshots: compute every KPI of a quarter once, and keep the numbers.

A quarter that is over is seen from its last moment, so taking it later gives the same numbers. The
running quarter is seen from now: each night, on demand, and when the dashboard finds none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.tenancy.models import Organization
from metrics.declarations.snapshots import SNAPSHOTS_TAKEN
from metrics.kpis.registry import KPI, AsOf, all_kpis
from metrics.logic.periods import Quarter, last_moment
from metrics.models.snapshots import Snapshot


@transaction.atomic
def take_snapshots(
    organization: Organization, quarters: Iterable[Quarter], *, actor: Actor
) -> list[Snapshot]:
    """Compute and keep every KPI of the quarters that have begun.

    What was taken for the same moment stays as it is. Returns the new snapshots: none for quarters
    that were taken after their end.
    """
    require(actor, "metrics.take_snapshots")
    now = timezone.now()
    zone = ZoneInfo(organization.timezone)
    taken: list[Snapshot] = []
    for quarter in quarters:
        if quarter.starts_at(zone) <= now:
            taken += _taken_of(AsOf(quarter, last_moment(quarter, zone, now), zone), now)
    if taken:
        record(
            SNAPSHOTS_TAKEN,
            organization,
            actor=actor,
            after={snapshot.kpi_and_quarter: snapshot.value for snapshot in taken},
        )
    return taken


def _taken_of(as_of: AsOf, now: datetime) -> list[Snapshot]:
    """Two at once may compute the same moment; the constraint lets one of them in."""
    known = Snapshot.objects.filter(starts_on=as_of.quarter.starts_on, as_of=as_of.at)
    done = set(known.values_list("kpi", flat=True))
    snapshots = [_computed(kpi, as_of, now) for kpi in all_kpis() if kpi.code not in done]
    return Snapshot.objects.bulk_create(snapshots, ignore_conflicts=True)


def _computed(kpi: KPI, as_of: AsOf, now: datetime) -> Snapshot:
    measurement = kpi.measured(as_of)
    snapshot = Snapshot(
        kpi=kpi.code,
        quarter=as_of.quarter.code,
        starts_on=as_of.quarter.starts_on,
        as_of=as_of.at,
        computed_at=now,
        value=measurement.value,
        parts=dict(measurement.parts),
        inputs=measurement.inputs,
        digest=measurement.digest,
    )
    snapshot.enter_organization()
    return snapshot
