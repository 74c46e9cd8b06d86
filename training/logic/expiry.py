"""Until when a certificate holds, and when to refresh it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from dateutil.relativedelta import relativedelta

# Days before a certificate lapses on which its holder is told.
NOTICE_DAYS: Final = (60, 30, 7, 0)


def expiry(issued_at: dt.datetime, valid_months: int | None) -> dt.datetime | None:
    """The moment it lapses: the same day that many months later, or the month's last; None: never.

    The refresh of 6 or 12 months comes from the CoE guides.
    """
    return None if valid_months is None else issued_at + relativedelta(months=valid_months)


def last_day_of_proof(
    issued_on: dt.date, expires_on: dt.date | None, valid_months: int | None
) -> dt.date | None:
    """The last day on which somebody else's certificate stands for a course, or None for good.

    Its own end, or the course's validity counted from its day of issue: whichever comes first.
    """
    months = None if valid_months is None else issued_on + relativedelta(months=valid_months)
    return min((day for day in (expires_on, months) if day is not None), default=None)


# A certificate is renewed in its last 30 days; a short one in its last week of each month held.
REFRESH_DAYS: Final = 30
REFRESH_DAYS_A_MONTH: Final = 7


def refresh_window(valid_months: int | None) -> dt.timedelta:
    """How long before it lapses a certificate no longer counts as covering its holder.

    Shorter than the certificate itself, so that nobody is enrolled again on the day they pass.
    """
    if valid_months is None:
        return dt.timedelta(0)
    return dt.timedelta(days=min(REFRESH_DAYS, REFRESH_DAYS_A_MONTH * valid_months))
