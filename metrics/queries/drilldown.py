"""The rows behind a number, at the moment for which it was computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from django.db.models import QuerySet

from metrics.kpis.registry import KPI, AsOf
from metrics.logic.periods import Quarter, last_moment
from metrics.logic.slices import WHOLE, Cut
from metrics.models.snapshots import Snapshot


@dataclass(frozen=True)
class Drilldown:
    """A number's rows, each with its `part` and `amount`, and where the number comes from."""

    kpi: KPI
    quarter: Quarter
    parts: tuple[str, ...]
    as_of: datetime
    computed_at: datetime | None
    rows: QuerySet[Any]

    @property
    def kpi_code(self) -> str:
        """Whose number a page shows, for the rights of its owner."""
        return self.kpi.code


def drilldown(
    kpi: KPI,
    quarter: Quarter,
    *,
    parts: Sequence[str],
    zone: tzinfo,
    now: datetime,
    cut: Cut = WHOLE,
) -> Drilldown:
    """The rows behind the newest snapshot of the quarter, or behind its last moment without one."""
    snapshot = Snapshot.objects.latest_of([quarter.starts_on], [kpi.code]).first()
    at = snapshot.as_of if snapshot else last_moment(quarter, zone, now)
    return Drilldown(
        kpi=kpi,
        quarter=quarter,
        parts=tuple(parts),
        as_of=at,
        computed_at=snapshot.computed_at if snapshot else None,
        rows=kpi.rows_behind(AsOf(quarter, at, zone), parts, cut=cut),
    )
