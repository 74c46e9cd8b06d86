"""Write down each minute whether the portal is up, and what was missed while it was not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.db.models import F

from coe_portal.vitals.models import HOUR, MINUTES, UptimeHour

BATCH: Final = 1000


@transaction.atomic
def note_check(now: dt.datetime, *, is_up: bool) -> None:
    """Count this minute, once, however often it is checked.

    Hours since the last check in which nobody looked are added as down, so that a gap can be seen.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    UptimeHour.objects.bulk_create(
        _missing_hours(hour, now.minute), batch_size=BATCH, ignore_conflicts=True
    )
    fresh = UptimeHour.objects.filter(starts_at=hour, last_minute__lt=now.minute)
    fresh.update(
        last_minute=now.minute, up=F("up") + int(is_up), failed=F("failed") + int(not is_up)
    )


def _missing_hours(hour: dt.datetime, minute: int) -> Iterator[UptimeHour]:
    last = UptimeHour.objects.order_by("starts_at").values_list("starts_at", flat=True).last()
    if last is None:
        yield UptimeHour(starts_at=hour, expected=MINUTES - minute)
        return
    while last < hour:
        last += HOUR
        yield UptimeHour(starts_at=last)
