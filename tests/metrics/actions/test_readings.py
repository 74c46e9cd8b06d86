"""Readings are entered, corrected and withdrawn, and never changed."""

from __future__ import annotations

import datetime as dt
from datetime import UTC, datetime

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed, RuleViolation
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from metrics.actions.readings import Reading, enter_reading, enter_readings, withdraw_reading
from metrics.actions.snapshots import take_snapshots
from metrics.actions.targets import name_owner
from metrics.kpis.registry import AsOf, kpi_named
from metrics.logic.periods import Quarter, end_of_day
from metrics.models.readings import KpiReading
from metrics.models.snapshots import Snapshot

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
TICKETS, UTILISATION = kpi_named("support_tickets"), kpi_named("platform_utilisation")
JULY, AUGUST = dt.date(2026, 7, 31), dt.date(2026, 8, 31)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def staff(in_scope, member):
    return Actor.member(member(Role.COE_STAFF, name="Sam Staff"))


def value_at(kpi, day):
    return kpi.measured(AsOf(Quarter(2026, 3), end_of_day(day, UTC), UTC)).value


def test_readings_of_the_quarter_are_summed_up_to_the_day(staff):
    enter_reading(TICKETS, Reading(day=JULY, value=12, source="Desk"), actor=staff)
    enter_reading(TICKETS, Reading(day=AUGUST, value=8, source="Desk"), actor=staff)
    assert [value_at(TICKETS, day) for day in (dt.date(2026, 7, 30), JULY, AUGUST)] == [
        None,
        12,
        20,
    ]


def test_shares_are_averaged(staff):
    for day, value in ((JULY, 50), (AUGUST, 70)):
        enter_reading(UTILISATION, Reading(day=day, value=value), actor=staff)
    assert value_at(UTILISATION, AUGUST) == 60


def test_a_second_reading_of_the_day_corrects_the_first(staff):
    first = enter_reading(TICKETS, Reading(day=JULY, value=12), actor=staff)
    second = enter_reading(TICKETS, Reading(day=JULY, value=13), actor=staff)
    assert second.replaces == first
    assert list(KpiReading.objects.counting()) == [second]
    assert value_at(TICKETS, JULY) == 13
    assert AuditEvent.objects.filter(action="metrics.reading.corrected").count() == 1


def test_the_same_reading_twice_is_one(staff):
    reading = Reading(day=JULY, value=12, source="Desk")
    assert enter_reading(TICKETS, reading, actor=staff) == enter_reading(
        TICKETS, reading, actor=staff
    )
    assert KpiReading.objects.count() == 1


def test_a_withdrawn_reading_counts_no_more_and_stays(staff):
    wrong = enter_reading(TICKETS, Reading(day=JULY, value=12), actor=staff)
    withdraw_reading(wrong, "Of another desk", actor=staff)
    assert value_at(TICKETS, JULY) is None
    assert KpiReading.objects.count() == 2
    with pytest.raises(RuleViolation):
        withdraw_reading(wrong, "Again", actor=staff)
    again = enter_reading(TICKETS, Reading(day=JULY, value=2), actor=staff)
    assert value_at(TICKETS, JULY) == again.value


def test_a_month_is_of_the_whole_or_of_units(staff):
    unit = BusinessUnit.objects.create(name="Retail", code="retail")
    enter_reading(TICKETS, Reading(day=JULY, value=12), actor=staff)
    with pytest.raises(RuleViolation, match="not both"):
        enter_reading(TICKETS, Reading(day=dt.date(2026, 7, 1), value=1, unit=unit), actor=staff)
    enter_reading(TICKETS, Reading(day=AUGUST, value=3, unit=unit), actor=staff)
    measured = TICKETS.measured(AsOf(Quarter(2026, 3), end_of_day(AUGUST, UTC), UTC))
    assert measured.parts == {"": 12, "retail": 3}
    assert measured.slices == {f"{unit.pk}/": 3}


@pytest.mark.parametrize(
    ("kpi", "day", "value"),
    [
        (TICKETS, dt.date(2026, 10, 6), 1),
        (TICKETS, JULY, -1),
        (TICKETS, JULY, float("nan")),
        (TICKETS, JULY, float("inf")),
        (UTILISATION, JULY, 101),
    ],
    ids=["future", "negative", "no-number", "endless", "over-all"],
)
def test_what_cannot_be_is_refused(staff, kpi, day, value):
    with pytest.raises(InvalidInput):
        enter_reading(kpi, Reading(day=day, value=value), actor=staff)
    assert not KpiReading.objects.exists()


def test_what_the_portal_computes_is_not_entered(staff):
    with pytest.raises(RuleViolation):
        enter_reading(kpi_named("cases_decided"), Reading(day=JULY, value=1), actor=staff)


def test_a_late_reading_restates_the_quarter(staff, in_scope):
    quarter = Quarter(2026, 3)
    take_snapshots(in_scope, [quarter], actor=Actor.system("tests"), codes=["support_tickets"])
    reading = enter_reading(TICKETS, Reading(day=AUGUST, value=8), actor=staff)
    rows = Snapshot.objects.of_kpi("support_tickets")
    assert [row.value for row in rows.order_by("pk")] == [None, 8]
    assert reading.reference in rows.standing().get().reason
    assert Snapshot.objects.filter(restates__isnull=False).count() == 1


def test_all_lines_or_none(staff):
    lines = [
        (TICKETS, Reading(day=JULY, value=1)),
        (UTILISATION, Reading(day=JULY, value=300)),
    ]
    with pytest.raises(InvalidInput, match="Line 2"):
        enter_readings(lines, actor=staff)
    assert not KpiReading.objects.exists()
    assert len(enter_readings(lines[:1], actor=staff)) == 1


def test_the_owner_of_a_kpi_enters_its_readings_and_no_others(staff, member):
    owner = member(Role.SUBMITTER, name="Olga Owner")
    name_owner(TICKETS, owner, actor=staff)
    enter_reading(TICKETS, Reading(day=JULY, value=1), actor=Actor.member(owner))
    with pytest.raises(NotAllowed):
        enter_reading(UTILISATION, Reading(day=JULY, value=1), actor=Actor.member(owner))


def test_readings_of_another_organization_do_not_count(staff, other_organization):
    enter_reading(TICKETS, Reading(day=JULY, value=12), actor=staff)
    with scope(other_organization):
        assert value_at(TICKETS, JULY) is None
        enter_reading(TICKETS, Reading(day=JULY, value=5), actor=Actor.system("tests"))
        assert value_at(TICKETS, JULY) == 5
    assert value_at(TICKETS, JULY) == 12
