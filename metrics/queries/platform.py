"""When the portal was up, how fast it answered, and how many worked with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

import redis
from dateutil.relativedelta import relativedelta
from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import TruncDate, TruncMonth

from coe_portal.accounts.actor import ActorKind
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import current_organization_id
from coe_portal.vitals import timing
from coe_portal.vitals.histograms import Histogram, Spot, together
from coe_portal.vitals.models import UptimeHour

MONTHS_SHOWN: Final = 12
DAYS_OF_PEOPLE: Final = 30
DAYS_OF_TIMES: Final = 7
MOST_HOURS: Final = 8
SERVER_ERROR: Final = "5xx"


@dataclass(frozen=True)
class Month:
    """A month by its first day: minutes that were up, of those that should have been."""

    first: dt.date
    up: int
    expected: int

    @property
    def down(self) -> int:
        return self.expected - self.up


@dataclass(frozen=True)
class Route:
    """How a part of the portal answered us: seconds for half of the answers and for 95 of 100."""

    name: str
    answers: int
    half: float | None
    most: float | None
    failed: int


@dataclass(frozen=True)
class Platform:
    """What the page shows; `quarter` is the uptime since the first day of the quarter, in %.

    `routes` is None while nobody can say how fast answers were.
    """

    months: tuple[Month, ...]
    month: float | None
    quarter: float | None
    hours: tuple[UptimeHour, ...]
    people: tuple[tuple[dt.date, int], ...]
    everybody: int
    routes: tuple[Route, ...] | None


def platform(now: dt.datetime, *, quarter_since: dt.datetime, zone: ZoneInfo) -> Platform:
    """The numbers of now. Six queries."""
    today = now.astimezone(zone).date()
    month = dt.datetime.combine(today.replace(day=1), dt.time.min, zone)
    down = UptimeHour.objects.within(now - dt.timedelta(DAYS_OF_PEOPLE), now)
    return Platform(
        months=_months(month - relativedelta(months=MONTHS_SHOWN - 1), now, zone),
        month=UptimeHour.objects.within(month, now).uptime(),
        quarter=UptimeHour.objects.within(quarter_since, now).uptime(),
        hours=tuple(down.filter(up__lt=F("expected"))[:MOST_HOURS]),
        people=_people_by_day(today, now, zone),
        everybody=_people(today, zone).aggregate(people=Count("actor_id", distinct=True))["people"],
        routes=_routes(now),
    )


def _months(since: dt.datetime, now: dt.datetime, zone: ZoneInfo) -> tuple[Month, ...]:
    rows = (
        UptimeHour.objects.within(since, now)
        .order_by()
        .annotate(month=TruncMonth("starts_at", tzinfo=zone))
        .values("month")
        .annotate(sum_up=Sum("up"), sum_expected=Sum("expected"))
        .order_by("month")
    )
    return tuple(Month(row["month"].date(), row["sum_up"], row["sum_expected"]) for row in rows)


def _people(today: dt.date, zone: ZoneInfo) -> QuerySet[AuditEvent]:
    first = today - dt.timedelta(DAYS_OF_PEOPLE - 1)
    since = dt.datetime.combine(first, dt.time.min, zone)
    return AuditEvent.objects.filter(actor_kind=ActorKind.MEMBER, at__gte=since).order_by()


def _people_by_day(
    today: dt.date, now: dt.datetime, zone: ZoneInfo
) -> tuple[tuple[dt.date, int], ...]:
    """How many did something, day by day, days without anybody among them."""
    rows = (
        _people(today, zone)
        .filter(at__lte=now)
        .annotate(day=TruncDate("at", tzinfo=zone))
        .values("day")
        .annotate(people=Count("actor_id", distinct=True))
    )
    found = {row["day"]: row["people"] for row in rows}
    days = [today - dt.timedelta(back) for back in reversed(range(DAYS_OF_PEOPLE))]
    return tuple((day, found.get(day, 0)) for day in days)


def _routes(now: dt.datetime) -> tuple[Route, ...] | None:
    """How fast the organization was answered, on whole days: today's numbers would not stand."""
    today = now.astimezone(dt.UTC).date()
    days = [today - dt.timedelta(back) for back in range(1, DAYS_OF_TIMES + 1)]
    try:
        found = timing.of_days(current_organization_id(), days)
    except redis.RedisError:
        return None
    names = sorted({spot.route for spot in found})
    routes = [_route(name, found) for name in names]
    return tuple(sorted(routes, key=lambda route: -route.answers))


def _route(name: str, found: Mapping[Spot, Histogram]) -> Route:
    own: Iterable[Histogram] = (one for spot, one in found.items() if spot.route == name)
    whole = together(own)
    failed = found.get(Spot(name, SERVER_ERROR))
    return Route(
        name=name,
        answers=whole.count,
        half=whole.quantile(0.5),
        most=whole.quantile(0.95),
        failed=failed.count if failed else 0,
    )
