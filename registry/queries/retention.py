"""Which observations the organization does not keep any more."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef, Q

from coe_portal.tenancy.clock import today_here, zone_here
from registry.choices import BaselineKind, ObservationSet
from registry.models.models import ModelVersion
from registry.models.monitoring import Monitor, Observation, ObservationQuerySet
from registry.models.retention import ObservationRetention


def kept_from() -> dt.datetime | None:
    """The first moment that the organization keeps; None when it keeps all."""
    months = ObservationRetention.objects.months_kept()
    if months is None:
        return None
    return _begins(today_here() - relativedelta(months=months))


def versions_with_old() -> list[int]:
    """The versions that have observations from operation before that moment."""
    limit = kept_from()
    if limit is None:
        return []
    old = Observation.objects.filter(
        version=OuterRef("pk"), kind=ObservationSet.CURRENT, observed_at__lt=limit
    )
    rows = ModelVersion.objects.filter(Exists(old.order_by()))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def unneeded(version: ModelVersion, limit: dt.datetime) -> ObservationQuerySet:
    """From operation, before the limit, and in no fixed baseline of an active monitor."""
    rows: ObservationQuerySet = Observation.objects.of(version, ObservationSet.CURRENT)
    rows = rows.filter(observed_at__lt=limit)
    fixed = Monitor.objects.active().filter(version=version, baseline=BaselineKind.FIXED)
    for first, last in fixed.values_list("baseline_from", "baseline_until"):
        if first is not None and last is not None:
            after = _begins(last + dt.timedelta(days=1))
            rows = rows.exclude(Q(observed_at__gte=_begins(first), observed_at__lt=after))
    return rows


def _begins(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, zone_here())
