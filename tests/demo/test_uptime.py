from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.vitals.hours import note_check
from coe_portal.vitals.models import UptimeHour
from demo.uptime import BAD_MINUTES, DAYS, run_since_last_year

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hour", [0, 14, 23])
def test_a_year_of_hours_with_some_minutes_down(hour):
    now = dt.datetime(2026, 11, 20, hour, 30, tzinfo=dt.UTC)
    run_since_last_year(now)
    run_since_last_year(now)
    assert UptimeHour.objects.count() == DAYS * 24
    assert sum(UptimeHour.objects.values_list("failed", flat=True)) == BAD_MINUTES
    assert 99.9 < UptimeHour.objects.uptime() < 100
    note_check(now, is_up=True)
    assert UptimeHour.objects.count() == DAYS * 24 + 1
