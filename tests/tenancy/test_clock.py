"""The day that counts is the organization's, not the server's and not the reader's."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.tenancy.clock import end_of_day, today_here, zone_here
from coe_portal.tenancy.scope import ScopeError, remembered, scope
from tests.fixtures.organizations import make_organization

LATE_EVENING = dt.datetime(2026, 3, 4, 22, tzinfo=dt.UTC)


@pytest.fixture
def east(db):
    return make_organization("East", "east", timezone="Asia/Tokyo")


@pytest.fixture
def west(db):
    return make_organization("West", "west", timezone="America/Los_Angeles")


def test_each_organization_has_its_own_day(east, west):
    with time_machine.travel(LATE_EVENING, tick=False), timezone.override("Europe/Berlin"):
        with scope(west):
            assert today_here() == dt.date(2026, 3, 4)
        with scope(east):
            assert today_here() == dt.date(2026, 3, 5)
            assert end_of_day(today_here()).utcoffset() == dt.timedelta(hours=9)


def test_a_scope_inside_another_has_its_own_memory(east, west):
    with scope(west):
        assert zone_here().key == "America/Los_Angeles"
        with scope(east):
            assert zone_here().key == "Asia/Tokyo"
        assert zone_here().key == "America/Los_Angeles"


def test_the_zone_is_read_once_in_a_scope_and_anew_in_the_next(west, django_assert_num_queries):
    with scope(west):
        zone_here()
        with django_assert_num_queries(0):
            assert zone_here().key == "America/Los_Angeles"
    west.timezone = "Asia/Tokyo"
    west.save()
    with scope(west):
        assert zone_here().key == "Asia/Tokyo"


def test_there_is_no_memory_outside_of_a_scope():
    with pytest.raises(ScopeError):
        remembered("zone", lambda: None)
