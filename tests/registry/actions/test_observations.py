"""Observations: stored once by key and moment, by those who may, in their own organization."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.scope import scope
from registry.actions.observations import Receipt, ingest_observations
from registry.models.monitoring import Observation
from tests.registry.monitoring import CURRENT, REFERENCE, new_version, people, records, send


@pytest.fixture
def owner(in_scope, member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def version(owner):
    return new_version(owner)


def test_what_was_sent_before_changes_nothing(version):
    values = people(50)

    assert send(version, values) == Receipt(received=50, stored=50)
    assert send(version, people(50, seed=9)).repeated == 50
    assert send(version, people(60)).stored == 10
    stored = Observation.objects.of(version, CURRENT)
    assert stored.count() == 60
    assert [row.content for row in stored[:50]] == values


def test_a_key_counts_at_its_moment_and_for_its_kind(version):
    now = timezone.now()

    assert send(version, people(3), at=now).stored == 3
    assert send(version, people(3), at=now - dt.timedelta(days=70)).stored == 3
    assert send(version, people(3), at=now, kind=REFERENCE).stored == 3


def test_the_trail_says_how_many_came_and_nothing_of_repetitions(version):
    send(version, people(5))
    send(version, people(5))

    (event,) = AuditEvent.objects.filter(action="registry.observations.received")
    assert event.after == {"kind": "current", "received": 5, "stored": 5}


@pytest.mark.parametrize("days", [-2, 6 * 366])
def test_moments_that_cannot_be_are_named_by_their_record(version, days):
    rows = records(people(2))
    rows += records(people(1), at=timezone.now() - dt.timedelta(days=days), word="x")
    with pytest.raises(InvalidInput) as caught:
        ingest_observations(version, rows, actor=Actor.system("tests"))

    assert list(caught.value.errors) == ["3"]
    assert not Observation.objects.exists()


def test_nothing_is_no_request_and_a_removed_version_takes_none(version):
    with pytest.raises(InvalidInput):
        send(version, [])
    version.removed_at = timezone.now()
    with pytest.raises(InvalidTransition):
        send(version, people(1))


def test_owner_developer_and_staff_may_send_and_nobody_else(owner, member):
    developer = member(name="Dev")
    version = new_version(owner, developer=developer)
    for number, person in enumerate([owner, developer, member(Role.COE_STAFF)]):
        rows = records(people(1), word=f"p{number}")
        assert ingest_observations(version, rows, actor=Actor.member(person)).stored == 1
    for person in [member(Role.EXECUTIVE), member(Role.AUDITOR)]:
        with pytest.raises(NotAllowed):
            ingest_observations(version, records(people(1)), actor=Actor.member(person))


def test_another_organization_sees_none_of_them(version, other_organization):
    send(version, people(5))

    with scope(other_organization):
        assert not Observation.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM registry_observation")
            assert cursor.fetchone() == (0,)


def test_the_partitions_themselves_are_closed(version):
    """Through the table its policies hold; past it there is no way."""
    send(version, people(5))
    month = f"{timezone.now() - dt.timedelta(days=1):%Y%m}"

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SELECT count(*) FROM registry_observation_{month}")


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_store_each_record_once(organization, member):
    with scope(organization):
        version = new_version(member(Role.MODEL_OWNER))

    def one(_number: int) -> int:
        try:
            with scope(organization):
                return send(version, people(200)).stored
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=6) as pool:
        stored = sum(pool.map(one, range(6)))

    with scope(organization):
        assert (stored, Observation.objects.count()) == (200, 200)
