"""What operators read of the running portal; nothing in it names an organization or a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Final

import redis
from django.conf import settings
from django.utils import timezone

from coe_portal.health import parts
from coe_portal.tenancy.models import Organization
from coe_portal.vitals.exposition import Metric, Sample, gauge, histogram
from coe_portal.vitals.models import UptimeHour
from coe_portal.vitals.timing import totals

QUEUE: Final = "celery"
DAYS_OF_UPTIME: Final = 30
TIMEOUT_SECONDS: Final = 2


def metrics() -> Iterator[Metric]:
    """The numbers, each asked when it is read."""
    answers = parts()
    now = timezone.now()
    yield Metric(
        "coe_portal_part_up",
        "gauge",
        "Whether a part of the portal answers.",
        tuple(Sample(int(works), {"part": name}) for name, works in answers.items()),
    )
    yield gauge(
        "coe_portal_uptime_ratio",
        "Minutes that were up in the last 30 days, of whole hours.",
        _uptime(now),
    )
    yield gauge(
        "coe_portal_last_check_timestamp_seconds",
        "When the clock last wrote down that it looked.",
        _last_check(),
    )
    yield gauge(
        "coe_portal_organizations",
        "Organizations that work.",
        Organization.objects.active().count(),
    )
    if answers["broker"]:
        yield gauge("coe_portal_queue_length", "Tasks that wait for a worker.", _queue_length())
        yield histogram(
            "coe_portal_request_duration_seconds",
            "Seconds until the first byte of an answer, by part of the portal and status.",
            totals(),
        )


def _uptime(now: dt.datetime) -> float | None:
    since = now - dt.timedelta(days=DAYS_OF_UPTIME)
    percent = UptimeHour.objects.within(since, now).uptime()
    return None if percent is None else percent / 100


def _last_check() -> float | None:
    newest = UptimeHour.objects.filter(last_minute__gte=0).order_by("-starts_at").first()
    if newest is None:
        return None
    return (newest.starts_at + dt.timedelta(minutes=newest.last_minute)).timestamp()


def _queue_length() -> int:
    client: Any = redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )
    try:
        return int(client.llen(QUEUE))
    finally:
        client.close()
