"""Which day it is for an organization."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import current_organization_id


def today_of(organization: Organization) -> dt.date:
    """The date on the organization's clock."""
    return timezone.localdate(timezone=ZoneInfo(organization.timezone))


def today_here() -> dt.date:
    """The date on the clock of the organization in scope."""
    return today_of(_organization_here())


def end_of_day(day: dt.date) -> dt.datetime:
    """The last moment of a day on the clock of the organization in scope."""
    return dt.datetime.combine(day, dt.time.max, zone_here())


def zone_here() -> ZoneInfo:
    """The time zone of the organization in scope."""
    return ZoneInfo(_organization_here().timezone)


def _organization_here() -> Organization:
    return Organization.objects.get(pk=current_organization_id())
