"""Which day it is for an organization."""

from __future__ import annotations

import datetime as dt
from typing import Final
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import ORGANIZATION, current_organization_id, remembered

YEARS: Final = range(1900, 2200)


def is_reckoned(day: dt.date) -> bool:
    """Whether people may enter it: every time zone knows it, and years may be added to it."""
    return day.year in YEARS


def today_of(organization: Organization) -> dt.date:
    """The date on the organization's clock."""
    return timezone.localdate(timezone=ZoneInfo(organization.timezone))


def today_here() -> dt.date:
    """The date on the clock of the organization in scope: that of all its due dates."""
    return timezone.localdate(timezone=zone_here())


def day_here(moment: dt.datetime) -> dt.date:
    """The date of a moment on the clock of the organization in scope."""
    return timezone.localdate(moment, zone_here())


def end_of_day(day: dt.date) -> dt.datetime:
    """The last moment of a day on the clock of the organization in scope."""
    return dt.datetime.combine(day, dt.time.max, zone_here())


def zone_here() -> ZoneInfo:
    """The time zone of the organization in scope: its calendar makes days and working days."""
    organization: Organization = remembered(ORGANIZATION, _read_organization)
    return ZoneInfo(organization.timezone)


def _read_organization() -> Organization:
    return Organization.objects.get(pk=current_organization_id())
