"""Pure: which days a monitor looks at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from registry.choices import MonitorRhythm


@dataclass(frozen=True)
class Window:
    """From a moment on until before another."""

    start: dt.datetime
    end: dt.datetime


def last_end(rhythm: MonitorRhythm, today: dt.date) -> dt.date:
    """The day that began when the newest complete window ended."""
    if rhythm == MonitorRhythm.WEEKLY:
        return today - dt.timedelta(days=today.weekday())
    if rhythm == MonitorRhythm.MONTHLY:
        return today.replace(day=1)
    return today


def window_before(end: dt.date, days: int, zone: ZoneInfo) -> Window:
    """So many days until the midnight with which a day begins, by the clock of a place."""
    return between(end - dt.timedelta(days=days), end, zone)


def between(first: dt.date, end: dt.date, zone: ZoneInfo) -> Window:
    """From the midnight of a day until that of another."""
    return Window(_midnight(first, zone), _midnight(end, zone))


def _midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, zone)
