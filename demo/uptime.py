"""The portal of the demo has run for a year, with an upgrade now and then and one bad afternoon."""

from __future__ import annotations

import datetime as dt
from typing import Final

from coe_portal.vitals.models import HOUR, MINUTES, UptimeHour

DAYS: Final = 400
UPGRADE_EVERY: Final = 45
UPGRADE_AT, UPGRADE_MINUTES = 3, 7
# The database ran full: so many days before today, from this hour (UTC) on, so many minutes.
BAD_DAY, BAD_HOUR, BAD_MINUTES = 61, 14, 96


def run_since_last_year(now: dt.datetime) -> None:
    """Write down the hours before this one, unless there are some: the checks go on from here."""
    if UptimeHour.objects.exists():
        return
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    hours = (this_hour - back * HOUR for back in range(DAYS * 24, 0, -1))
    UptimeHour.objects.bulk_create([_hour(hour, this_hour) for hour in hours], batch_size=2000)


def _hour(hour: dt.datetime, this_hour: dt.datetime) -> UptimeHour:
    failed, unchecked = _failed(hour, this_hour), _unchecked(hour)
    return UptimeHour(
        starts_at=hour,
        up=MINUTES - failed - unchecked,
        failed=failed,
        last_minute=MINUTES - 1,
    )


def _unchecked(hour: dt.datetime) -> int:
    """Nobody looks while the portal is upgraded."""
    is_upgrade = hour.toordinal() % UPGRADE_EVERY == 0 and hour.hour == UPGRADE_AT
    return UPGRADE_MINUTES if is_upgrade else 0


def _failed(hour: dt.datetime, this_hour: dt.datetime) -> int:
    bad_day = this_hour - dt.timedelta(days=BAD_DAY)
    began = bad_day.replace(hour=BAD_HOUR)
    minutes = int((hour - began) / dt.timedelta(minutes=1))
    return max(0, min(MINUTES, BAD_MINUTES - minutes)) if minutes >= 0 else 0
