"""Sessions as one member sees them, and those of a month, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from training.choices import BookingStatus
from training.logic.months import Month, Span, by_day
from training.models.sessions import Booking, CourseSession

# Beyond this the page says that it does not show all.
MOST_SESSIONS: Final = 400
SHOWN_A_DAY: Final = 4
# What began longer before the first day shown is not looked for.
LONGEST: Final = dt.timedelta(days=31)


@dataclass(frozen=True)
class MonthEntry:
    """A session on the days it touches; `state` and `word` say what it is to the member."""

    session: CourseSession
    first_day: dt.date
    state: str
    word: str


@dataclass(frozen=True)
class MonthDay:
    """A day with its sessions: a few to see at once, the rest on demand."""

    date: dt.date
    is_of_month: bool
    entries: Sequence[MonthEntry]

    @property
    def shown(self) -> Sequence[MonthEntry]:
        return self.entries[:SHOWN_A_DAY]

    @property
    def folded(self) -> Sequence[MonthEntry]:
        return self.entries[SHOWN_A_DAY:]


@dataclass(frozen=True)
class MonthOfSessions:
    """All days of the weeks that the month touches."""

    month: Month
    days: Sequence[MonthDay]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not any(day.entries for day in self.days if day.is_of_month)


def with_own_status(rows: QuerySet[Any], member: Membership) -> QuerySet[Any]:
    """Sessions with `own_status`: one's own booking, unless it was given back."""
    own = Booking.objects.filter(session=OuterRef("pk"), member=member)
    own = own.exclude(status=BookingStatus.CANCELLED)
    marked: QuerySet[Any] = rows.annotate(own_status=Subquery(own.values("status")))
    return marked


def state_of(session: Any) -> tuple[str, str]:
    """What a session `with_own_status()` is to the member, as code and word; empty for nothing."""
    if session.cancelled_at is not None:
        return "cancelled", _("Called off")
    if session.own_status is not None:
        return session.own_status, str(BookingStatus(session.own_status).label)
    return "", ""


def sessions_of_month(month: Month, member: Membership) -> MonthOfSessions:
    """What takes place in a month, by the reader's clock; one query."""
    days = [day for week in month.weeks for day in week]
    rows = _between(_midnight(days[0]), _midnight(days[-1] + dt.timedelta(days=1)))
    found = list(with_own_status(rows, member)[: MOST_SESSIONS + 1])
    spans = [_span(one) for one in found[:MOST_SESSIONS]]
    placed = by_day(spans, days)
    return MonthOfSessions(
        month=month,
        days=[MonthDay(day, day in month, placed[day]) for day in days],
        is_cut=len(found) > MOST_SESSIONS,
    )


def _between(start: dt.datetime, end: dt.datetime) -> QuerySet[CourseSession]:
    rows: QuerySet[CourseSession] = CourseSession.objects.filter(
        starts_at__gte=start - LONGEST, starts_at__lt=end, ends_at__gt=start
    )
    return rows.order_by("starts_at", "pk")


def _span(session: CourseSession) -> Span[MonthEntry]:
    start, end = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    return Span(MonthEntry(session, start.date(), *state_of(session)), start, end)


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
