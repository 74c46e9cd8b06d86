"""Each minute: is the portal up?"""

from __future__ import annotations

from typing import Final

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from coe_portal.health import is_answering, parts
from coe_portal.jobs.schedule import Schedule
from coe_portal.vitals.hours import note_check

# A check that no worker took up in its minute tells nothing of a later one.
SECONDS_VALID: Final = 55

EACH_MINUTE = Schedule("vitals-check", "vitals.check", crontab())


@shared_task(name="vitals.check", expires=SECONDS_VALID)
def check() -> bool:
    """Write down whether all parts answer; the worker, clock and database answer by doing so."""
    is_up = all(parts().values()) and is_answering()
    note_check(timezone.now(), is_up=is_up)
    return is_up
