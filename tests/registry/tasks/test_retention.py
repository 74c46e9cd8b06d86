"""Observations that nobody keeps any more: erased in parts, and by whole months."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, NotAllowed
from coe_portal.tenancy.partitions import months_before
from coe_portal.tenancy.scope import scope
from registry.actions.retention import erase_part, set_retention
from registry.choices import BaselineKind
from registry.models.monitoring import Observation
from registry.tasks.retention import drop_old_months, erase_observations
from tests.registry.monitoring import REFERENCE, new_version, people, send, watch, yesterday

OPERATOR = Actor.system("tests")
OLD = 500


@pytest.fixture(autouse=True)
def no_old_months(db):
    """Partitions of other tests outlive the rows that are flushed from them."""
    drop_old_months()


@pytest.fixture
def version(organization, member):
    with scope(organization):
        return new_version(member(Role.MODEL_OWNER))


def keep(months, organization) -> None:
    with scope(organization):
        set_retention(months, actor=OPERATOR)


def old_month() -> dt.date:
    return yesterday(OLD).date().replace(day=1)


def months() -> list[dt.date]:
    return months_before(Observation._meta.db_table, timezone.now().date())


def counted(organization) -> int:
    with scope(organization):
        return Observation.objects.count()


def erased(organization) -> list[dict]:
    with scope(organization):
        rows = AuditEvent.objects.filter(action="registry.observations.erased")
        return [event.after for event in rows.order_by("pk")]


def test_nothing_goes_before_the_organization_says_so(version, organization):
    with scope(organization):
        send(version, people(3), at=yesterday(OLD))

    assert drop_old_months() == 0
    assert erase_observations(organization_id=organization.pk) == 0
    assert counted(organization) == 3


def test_old_ones_are_erased_in_parts_and_told(version, organization):
    keep(12, organization)
    with scope(organization):
        send(version, people(5), at=yesterday(OLD))
        send(version, people(2), at=yesterday(2), word="new")
        parts = [erase_part(version, actor=OPERATOR, at_once=2) for _part in range(4)]

    assert parts == [2, 2, 1, 0]
    assert counted(organization) == 2
    assert [one["observations"] for one in erased(organization)] == [2, 2, 1]


def test_the_task_goes_on_until_nothing_is_left(version, organization):
    keep(12, organization)
    with scope(organization):
        send(version, people(5), at=yesterday(OLD))

    assert erase_observations(organization_id=organization.pk) == 5
    assert counted(organization) == 0


def test_references_and_fixed_baselines_stay(version, organization):
    keep(12, organization)
    day = yesterday(OLD).date()
    with scope(organization):
        send(version, people(2), kind=REFERENCE, at=yesterday(OLD))
        send(version, people(3), at=yesterday(OLD), word="base")
        send(version, people(4), at=yesterday(OLD - 10), word="later")
        fixed = {"baseline": BaselineKind.FIXED, "baseline_from": day, "baseline_until": day}
        watch(version, **fixed)

    assert drop_old_months() == 0
    assert erase_observations(organization_id=organization.pk) == 4
    assert counted(organization) == 5


def test_a_month_that_nobody_keeps_goes_at_once(version, organization, other_organization, member):
    with scope(other_organization):
        theirs = new_version(member(Role.MODEL_OWNER, organization=other_organization))
        send(theirs, people(2), at=yesterday(OLD))
    with scope(organization):
        send(version, people(3), at=yesterday(OLD))
        send(version, people(1), at=yesterday(2), word="new")
    keep(12, organization)
    assert drop_old_months() == 0
    assert counted(other_organization) == 2

    keep(9, other_organization)
    assert old_month() in months()
    connection.check_constraints()  # nothing of the test's own transaction waits for its end
    assert drop_old_months() == 1
    assert old_month() not in months()
    assert (counted(organization), counted(other_organization)) == (1, 0)
    month = f"{old_month():%Y-%m}"
    assert erased(organization) == [{"month": month, "observations": 3}]
    assert erased(other_organization) == [{"month": month, "observations": 2}]
    with scope(organization):
        send(version, people(3), at=yesterday(OLD))
    assert counted(organization) == 4


@pytest.mark.django_db(transaction=True)
def test_what_comes_in_at_the_last_moment_is_counted_too(version, organization):
    keep(12, organization)
    with scope(organization):
        send(version, people(3), at=yesterday(OLD))

    def drop() -> int:
        try:
            return drop_old_months()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        with scope(organization):
            send(version, people(2), at=yesterday(OLD), word="late")
            dropping = pool.submit(drop)
            wait_for_somebody_who_waits()
        assert dropping.result(timeout=30) == 1
    assert erased(organization) == [{"month": f"{old_month():%Y-%m}", "observations": 5}]
    assert counted(organization) == 0


def wait_for_somebody_who_waits() -> None:
    """Until another connection wants the table that this transaction writes to."""
    for _look in range(200):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.01)
    pytest.fail("Nobody came to drop the month.")


def test_the_application_itself_cannot_drop_what_is_kept(version, organization):
    with scope(organization):
        send(version, people(3), at=yesterday(OLD))
    with connection.cursor() as cursor:
        cursor.execute("SELECT registry_observation_drop_month(%s)", [old_month()])
        assert cursor.fetchone() == (None,)
    assert counted(organization) == 3


def test_only_staff_say_how_long_and_not_too_short(organization, member):
    with scope(organization):
        for person in (member(Role.MODEL_OWNER), member(Role.AUDITOR)):
            with pytest.raises(NotAllowed):
                set_retention(12, actor=Actor.member(person))
        for wrong in (6, 121):
            with pytest.raises(InvalidInput):
                set_retention(wrong, actor=OPERATOR)
        assert set_retention(None, actor=Actor.member(member(Role.COE_STAFF))).months is None
