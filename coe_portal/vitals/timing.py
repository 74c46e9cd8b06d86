"""How long answers take: counted in each process, kept for all of them in Valkey.

A process keeps its counts for some seconds, so that a request does not wait for the network. All
answers are added up for operators, without end; those to an organization by day, for its own page.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache as remember
from typing import Any, Final, TypeAlias

import redis
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from coe_portal.vitals.histograms import BOUNDS, SUM, Histogram, Spot

logger = logging.getLogger(__name__)

SECONDS_KEPT: Final = 5.0
DAYS_KEPT: Final = dt.timedelta(days=40)
TIMEOUT_SECONDS: Final = 0.5
MICROSECONDS: Final = 1_000_000
TOTAL: Final = "vitals:requests"

# By organization, None for pages outside of one, and by the name of the count.
Counts: TypeAlias = Counter[tuple[int | None, str]]


class Timings:
    """Counts of one process that wait to be added to those of all; threads share it."""

    def __init__(self, seconds: float = SECONDS_KEPT) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._counts: Counts = Counter()
        self._flushed_at = time.monotonic()

    def add(self, spot: Spot, seconds: float, organization: int | None = None) -> None:
        """Count one answer; now and then hand over what has gathered."""
        with self._lock:
            self._counts[organization, spot.field(bisect_left(BOUNDS, seconds))] += 1
            self._counts[organization, spot.field(SUM)] += round(seconds * MICROSECONDS)
            is_due = time.monotonic() - self._flushed_at >= self._seconds
        if is_due:
            self.flush()

    def flush(self) -> None:
        """Hand over now. While Valkey is away, the counts wait."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
            self._flushed_at = time.monotonic()
        try:
            _add(counts, timezone.now().date())
        except redis.RedisError:
            logger.warning("Response times wait: the broker does not answer.")
            with self._lock:
                self._counts.update(counts)


timings = Timings()


def totals() -> dict[Spot, Histogram]:
    """All answers to everybody since the counts began."""
    return _read([cache.make_key(TOTAL)])


def of_days(organization: int, days: Iterable[dt.date]) -> dict[Spot, Histogram]:
    """The answers to an organization on these days (UTC), at most those of the last 40."""
    return _read([_day_key(organization, day) for day in days])


def _add(counts: Counts, day: dt.date) -> None:
    if not counts:
        return
    organizations = {organization for organization, _field in counts} - {None}
    with _client(settings.REDIS_URL).pipeline(transaction=False) as pipe:
        for (organization, field), count in counts.items():
            pipe.hincrby(cache.make_key(TOTAL), field, count)
            if organization is not None:
                pipe.hincrby(_day_key(organization, day), field, count)
        for organization in organizations:
            pipe.expire(_day_key(organization, day), DAYS_KEPT)
        pipe.execute()


def _read(keys: list[str]) -> dict[Spot, Histogram]:
    with _client(settings.REDIS_URL).pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.hgetall(key)
        found: Counter[str] = Counter()
        for stored in pipe.execute():
            found.update({field: int(count) for field, count in stored.items()})
    return _histograms(found)


def _histograms(counts: Mapping[str, int]) -> dict[Spot, Histogram]:
    spots = sorted({Spot.of_field(field) for field in counts})
    return {
        spot: Histogram(
            tuple(counts.get(spot.field(place), 0) for place in range(len(BOUNDS) + 1)),
            counts.get(spot.field(SUM), 0) / MICROSECONDS,
        )
        for spot in spots
    }


def _day_key(organization: int | None, day: dt.date) -> str:
    return str(cache.make_key(f"{TOTAL}:{organization}:{day.isoformat()}"))


@remember
def _client(url: str) -> Any:
    return redis.Redis.from_url(
        url,
        decode_responses=True,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )
