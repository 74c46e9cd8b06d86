"""How the queue of each path came about, for the forecast: who came, who ended, who reviews."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db.models import Q

from coe_portal.tenancy.clock import day_here
from coe_portal.tenancy.scope import current_organization_id
from governance.choices import Path, ReviewState
from governance.models.reviews import Review
from governance.models.votes import Vote
from metrics.logic.queueing import QueueHistory, Waits, forecast

WINDOW = dt.timedelta(days=180)
PATHS = (Path.LIGHT, Path.BOARD)
SATURDAY, DAYS_A_WEEK = 5, 7
KEPT_SECONDS = 3600


@dataclass(frozen=True)
class PathForecast:
    """What to expect on a path, as it is and with one more reviewer."""

    path: Path
    history: QueueHistory
    now: tuple[Waits, ...]
    with_one_more: tuple[Waits, ...]

    @property
    def arrivals_a_week(self) -> float:
        return 5 * sum(self.history.arrivals) / max(1, len(self.history.arrivals))

    @property
    def endings_a_week(self) -> float:
        return 5 * sum(self.history.endings) / max(1, len(self.history.endings))


def queue_forecast(now: dt.datetime) -> list[PathForecast]:
    """The forecast of each path on which there is or was anything; kept while nothing changes."""
    histories = queue_histories(now)
    key = f"queue-forecast:{current_organization_id()}:{hash_of(histories)}"
    found: list[PathForecast] | None = cache.get(key)
    if found is None:
        found = [_forecast(path, history) for path, history in histories.items()]
        cache.set(key, found, KEPT_SECONDS)
    return found


def hash_of(histories: dict[Path, QueueHistory]) -> str:
    """A name for what the forecast rests on."""
    return hashlib.sha256(repr(sorted(histories.items())).encode()).hexdigest()


def _forecast(path: Path, history: QueueHistory) -> PathForecast:
    return PathForecast(
        path,
        history,
        tuple(forecast(history)),
        tuple(forecast(history, extra_reviewers=1)),
    )


def queue_histories(now: dt.datetime) -> dict[Path, QueueHistory]:
    """Working days of the last half year, in two queries. Days before the first review are none.

    A day without an ending counts for the capacity only when something was waiting.
    """
    since = now - WINDOW
    rows = list(
        Review.objects.filter(path__in=PATHS, opened_at__lte=now)
        .filter(Q(closed_at__isnull=True) | Q(closed_at__gt=since))
        .exclude(state=ReviewState.CANCELLED)
        .values_list("path", "opened_at", "closed_at")
        .order_by("opened_at")
    )
    voters = dict(_voters(since, now))
    return {
        path: _history([row[1:] for row in rows if row[0] == path], since, now, voters.get(path, 1))
        for path in PATHS
        if any(row[0] == path for row in rows)
    }


def _voters(since: dt.datetime, now: dt.datetime) -> Iterable[tuple[str, int]]:
    voted = Vote.objects.filter(cast_at__gt=since, cast_at__lte=now)
    pairs = voted.order_by().values_list("review__path", "member").distinct()
    return Counter(path for path, _member in pairs).items()


def _history(
    reviews: list[tuple[dt.datetime, dt.datetime | None]],
    since: dt.datetime,
    now: dt.datetime,
    reviewers: int,
) -> QueueHistory:
    opened = Counter(_working_day(at) for at, _end in reviews)
    ended = Counter(_working_day(end) for _at, end in reviews if end is not None and end <= now)
    first = max(day_here(since), min(opened))
    waiting = sum(count for day, count in opened.items() if day < first)
    arrivals, endings = [], []
    for day in _working_days(first, day_here(now)):
        arrivals.append(opened[day])
        if waiting or opened[day] or ended[day]:
            endings.append(ended[day])
        waiting += opened[day] - ended[day]
    open_now = sum(end is None or end > now for _at, end in reviews)
    return QueueHistory(tuple(arrivals), tuple(endings), open_now, max(1, reviewers))


def _working_day(moment: dt.datetime) -> dt.date:
    """Its day; what happens on a weekend counts for the Monday after."""
    day = day_here(moment)
    is_weekend = day.weekday() >= SATURDAY
    return day + dt.timedelta(days=DAYS_A_WEEK - day.weekday()) if is_weekend else day


def _working_days(first: dt.date, last: dt.date) -> Iterable[dt.date]:
    day = first
    while day <= last:
        if day.weekday() < SATURDAY:
            yield day
        day += dt.timedelta(days=1)
