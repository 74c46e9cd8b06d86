"""Uptime, active people and those who came back equal a plain computation."""

from __future__ import annotations

import random
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
import time_machine

from coe_portal.accounts.actor import Actor, ActorKind
from coe_portal.audit.recording import record
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from intake.declarations import USE_CASE_MOVED
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, last_moment
from tests.metrics.history import BEGIN, END
from tests.metrics.plain.facts import parts_and_value
from tests.metrics.plain.platform import NUMBERS, make_platform, store_deeds, store_hours

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUARTERS = (Quarter(2025, 4), Quarter(2026, 2), Quarter(2026, 3), Quarter(2026, 4))
ZONES = (UTC, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"))


def seen_from(quarter, zone=UTC):
    return AsOf(quarter, last_moment(quarter, zone, END), zone)


@pytest.fixture
def world(in_scope, member):
    with time_machine.travel(BEGIN, tick=False):
        units = [None, *(BusinessUnit.objects.create(name=one, code=one) for one in "ab")]
        people = {
            f"person-{place}": member(name=f"person-{place}", business_unit=units[place % 3])
            for place in range(12)
        }
    codes = {
        name: one.business_unit.code if one.business_unit else "" for name, one in people.items()
    }
    world = make_platform(random.Random(5), codes)  # noqa: S311  (a history, not a secret)
    store_hours(world)
    store_deeds(world, people, in_scope)
    return world


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_numbers_equal_a_plain_computation(world, zone):
    for quarter in QUARTERS:
        as_of = seen_from(quarter, zone)
        for code, plain in NUMBERS.items():
            kpi = kpi_named(code)
            measured = kpi.measured(as_of)
            parts, value = parts_and_value(list(plain(world, as_of)), kpi.summary)
            assert (code, dict(measured.parts)) == (code, pytest.approx(parts, abs=0.011))
            assert (code, measured.value) == (code, pytest.approx(value, abs=0.011))


def test_who_has_left_is_not_missed(world):
    """Somebody who was active and then left did not fail to come back."""
    as_of = seen_from(Quarter(2026, 3))
    kpi = kpi_named("retention")
    gone = kpi.rows_behind(as_of).first()
    before = kpi.measured(as_of).inputs
    with time_machine.travel("2026-09-01T12:00:00Z", tick=False):
        gone.is_active = False
        gone.save()
    assert kpi.measured(as_of).inputs == before - 1


def test_jobs_and_programs_are_no_people(in_scope, member):
    person = member()
    with time_machine.travel("2026-08-01T12:00:00Z", tick=False):
        record(USE_CASE_MOVED, in_scope, actor=Actor.system("nightly"))
        record(USE_CASE_MOVED, in_scope, actor=Actor(ActorKind.TOKEN, "A program", person))
    kpi = kpi_named("active_users")
    assert kpi.measured(seen_from(Quarter(2026, 3))).inputs == 0
    with time_machine.travel("2026-08-02T12:00:00Z", tick=False):
        record(USE_CASE_MOVED, in_scope, actor=Actor.member(person))
    assert list(kpi.rows_behind(seen_from(Quarter(2026, 3)))) == [person]


def test_people_of_another_organization_are_not_counted(world, other_organization):
    with scope(other_organization):
        assert kpi_named("active_users").measured(seen_from(Quarter(2026, 3))).inputs == 0
