"""The portal is up in the minutes that were checked and fine, and in no others."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from coe_portal.health import is_answering
from coe_portal.vitals.hours import note_check
from coe_portal.vitals.models import UptimeHour

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 3, 9, 12, 0, tzinfo=dt.UTC)


def minutes(count, *, since=NOON, is_up=True):
    for minute in range(count):
        note_check(since + dt.timedelta(minutes=minute, seconds=7), is_up=is_up)


def rows():
    return list(UptimeHour.objects.order_by("starts_at").values_list("starts_at", "expected", "up"))


def test_each_minute_counts_once():
    minutes(5)
    minutes(5)
    assert rows() == [(NOON, 60, 5)]


def test_the_first_hour_begins_with_the_first_check():
    minutes(10, since=NOON + dt.timedelta(minutes=50))
    assert rows() == [(NOON, 10, 10)]
    assert UptimeHour.objects.uptime() == 100


def test_a_failed_check_is_down_and_told_from_no_check():
    minutes(30)
    note_check(NOON + dt.timedelta(minutes=30), is_up=False)
    hour = UptimeHour.objects.get()
    assert (hour.up, hour.failed, hour.unchecked) == (30, 1, 29)


def test_hours_without_a_check_are_down():
    minutes(60)
    minutes(60, since=NOON + dt.timedelta(hours=3))
    hours = [NOON + dt.timedelta(hours=hour) for hour in range(4)]
    assert rows() == list(zip(hours, [60] * 4, [60, 0, 0, 60], strict=True))
    assert UptimeHour.objects.uptime() == 50


def test_only_whole_hours_count():
    minutes(60)
    minutes(30, since=NOON + dt.timedelta(hours=1))
    within = UptimeHour.objects.within
    last_instant = dt.timedelta(microseconds=1)
    assert within(NOON, NOON + dt.timedelta(minutes=90)).count() == 1
    assert within(NOON, NOON + dt.timedelta(hours=1) - last_instant).count() == 1
    assert within(NOON + last_instant, NOON + dt.timedelta(hours=2)).count() == 1
    assert within(NOON, NOON + dt.timedelta(minutes=59)).uptime() is None


def test_the_web_server_is_asked_where_its_address_is_known(settings, live_server):
    settings.SITE_URL = live_server.url
    settings.HEALTH_CHECK_URL = f"{live_server.url}/health/"
    assert is_answering()
    settings.HEALTH_CHECK_URL = f"{live_server.url}/health/nowhere/"
    assert not is_answering()
    settings.HEALTH_CHECK_URL = "http://localhost:1/"
    assert not is_answering()


def test_health_answers_as_before():
    assert Client().get("/health/").json() == {"ok": True, "database": True, "broker": True}
