"""How long evidence holds, and when to speak of its end. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Final

NOTICE_DAYS: Final = (30, 7, 1)
OVER: Final = "over"


def reminder_step(days_left: int) -> str | None:
    """What is to be said by now of evidence that ends in so many days; None when it is too early.

    After missed days only the latest step is said; the end itself is said once.
    """
    if days_left < 0:
        return OVER
    step = min((days for days in NOTICE_DAYS if days_left <= days), default=None)
    return None if step is None else str(step)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of a later month, or its last day when it has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))
