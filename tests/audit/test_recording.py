"""The trail stands or falls with the change, without gaps, and nobody can rewrite it."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.declarations import UNIT_CREATED
from coe_portal.audit.models import AuditEvent, ChainHead
from coe_portal.audit.recording import (
    Batch,
    Entry,
    changes,
    plain,
    record,
    record_all,
    write_events,
)
from coe_portal.audit.verification import verify_chain
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.references import next_number, next_numbers
from coe_portal.tenancy.scope import scope
from tests.tenancy.rows import as_table_owner

THREADS, EACH = 8, 5


@pytest.fixture
def unit(in_scope) -> BusinessUnit:
    return BusinessUnit.objects.create(name="Retail", code="retail")


def newest() -> AuditEvent:
    return AuditEvent.objects.order_by("sequence").last()


def test_an_event_tells_who_did_what_to_which_object(unit, actor):
    record(UNIT_CREATED, unit, actor=actor, after={"name": "Retail"}, reason="Asked for")
    stored = newest()
    assert (stored.actor_label, stored.actor_kind) == ("Robin Everything", "member")
    assert (stored.subject_type, stored.subject_label) == ("tenancy.businessunit", "Retail")
    assert (stored.after, stored.reason, stored.label) == (
        {"name": "Retail"},
        "Asked for",
        "Business unit created",
    )


def test_the_change_that_is_undone_leaves_no_event(unit, actor):
    before = AuditEvent.objects.count()
    with transaction.atomic():
        record(UNIT_CREATED, unit, actor=actor)
        transaction.set_rollback(True)
    assert AuditEvent.objects.count() == before
    assert verify_chain() is None


def test_an_undone_savepoint_takes_its_events_along(unit, actor):
    record(UNIT_CREATED, unit, actor=actor, reason="stays")
    with transaction.atomic():
        record(UNIT_CREATED, unit, actor=actor, reason="goes")
        transaction.set_rollback(True)
    record(UNIT_CREATED, unit, actor=actor, reason="stays too")
    told = AuditEvent.objects.about(unit).values_list("reason", flat=True)
    assert list(told) == ["stays too", "stays"]
    assert verify_chain() is None


def test_an_event_outlives_the_savepoint_in_which_it_was_read(unit, actor):
    """Reading writes what waits; when that is undone, it waits again."""
    record(UNIT_CREATED, unit, actor=actor, reason="stays")
    with transaction.atomic():
        assert newest().reason == "stays"
        transaction.set_rollback(True)
    told = AuditEvent.objects.about(unit).values_list("reason", flat=True)
    assert list(told) == ["stays"]
    assert verify_chain() is None


def test_what_is_written_in_an_undone_savepoint_is_written_again_without_its_own(unit, actor):
    record(UNIT_CREATED, unit, actor=actor, reason="stays")
    with transaction.atomic():
        record(UNIT_CREATED, unit, actor=actor, reason="goes")
        assert newest().reason == "goes"
        transaction.set_rollback(True)
    assert newest().reason == "stays"
    assert AuditEvent.objects.about(unit).count() == 1
    assert verify_chain() is None


def test_a_long_transaction_does_not_carry_what_is_written(unit, actor):
    """Each scope looks through what waits: a thousand of them in one transaction as well."""
    for _round in range(3):
        with transaction.atomic():
            record(UNIT_CREATED, unit, actor=actor)
        write_events()
    carried = [entry[1] for entry in connection.run_on_commit if isinstance(entry[1], Batch)]
    assert carried == []
    assert AuditEvent.objects.about(unit).count() == 3


def test_events_are_written_once(unit, actor):
    record(UNIT_CREATED, unit, actor=actor)
    write_events()
    write_events()
    with scope(unit.organization_id):
        record(UNIT_CREATED, unit, actor=actor)
    assert AuditEvent.objects.about(unit).count() == 2
    assert verify_chain() is None


def test_what_failed_writes_nothing(shared):
    def work() -> None:
        with scope(shared):
            unit = BusinessUnit.objects.create(name="Retail", code="retail")
            record(UNIT_CREATED, unit, actor=Actor.system("tests"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    with scope(shared):
        assert not AuditEvent.objects.exists()
        assert verify_chain() is None


def test_an_organization_inside_another_writes_into_its_own_chain(unit, actor, other_organization):
    record(UNIT_CREATED, unit, actor=actor, reason="outer")
    with scope(other_organization):
        inner = BusinessUnit.objects.create(name="Ward", code="ward")
        record(UNIT_CREATED, inner, actor=Actor.system("tests"), reason="inner")
    with scope(other_organization):
        assert newest().reason == "inner"
        assert verify_chain() is None
    assert newest().reason == "outer"
    assert verify_chain() is None


def test_many_events_of_one_lock_form_one_chain(unit, actor):
    entries = [Entry(UNIT_CREATED, unit, after={"n": n}) for n in range(50)]
    record_all(entries, actor=actor)
    events = AuditEvent.objects.about(unit).order_by("sequence")
    numbers = [event.sequence for event in events]
    assert numbers == list(range(numbers[0], numbers[0] + 50))
    assert verify_chain() is None


def test_each_organization_has_a_chain_of_its_own(unit, actor, other_organization):
    record(UNIT_CREATED, unit, actor=actor)
    with scope(other_organization):
        # Only its own creation stands in it.
        assert list(AuditEvent.objects.values_list("sequence", flat=True)) == [1]
        assert verify_chain() is None


def test_the_story_of_an_object_includes_what_belongs_to_it(unit, actor):
    child = BusinessUnit.objects.create(name="Branches", code="branches", parent=unit)
    other = BusinessUnit.objects.create(name="Other", code="other")
    record(UNIT_CREATED, unit, actor=actor)
    record(UNIT_CREATED, child, actor=actor, root=unit)
    record(UNIT_CREATED, other, actor=actor)
    told = AuditEvent.objects.about(unit).values_list("subject_label", flat=True)
    assert list(told) == ["Branches", "Retail"]


@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET reason = 'x'", "DELETE FROM {}", "TRUNCATE {}"]
)
def test_the_application_may_not_rewrite_the_trail(unit, actor, statement):
    record(UNIT_CREATED, unit, actor=actor)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(statement.format("audit_auditevent"))


def test_even_the_owner_of_the_tables_is_refused(unit, actor):
    record(UNIT_CREATED, unit, actor=actor)
    with as_table_owner() as cursor, pytest.raises(IntegrityError, match="frozen"):
        cursor.execute("DELETE FROM audit_auditevent")


def test_the_application_cannot_move_the_end_of_the_chain(unit, actor):
    record(UNIT_CREATED, unit, actor=actor)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ChainHead.objects.update(sequence=0)


def test_the_application_cannot_lock_the_end_of_the_chain_for_good(unit, actor):
    record(UNIT_CREATED, unit, actor=actor)
    write_events()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ChainHead.objects.select_for_update().get()


@pytest.mark.parametrize("places", [[5], [0], [-1], [1, 3], [1, 5, 3], [2, 1, 1]])
def test_events_that_do_not_follow_are_refused(unit, actor, places):
    record(UNIT_CREATED, unit, actor=actor)
    last = newest()
    values = {
        field.attname: getattr(last, field.attname)
        for field in AuditEvent._meta.local_fields
        if field.attname not in {"id", "sequence", "previous_hash"}
    }
    forged = [
        AuditEvent(**values, sequence=last.sequence + place, previous_hash=last.hash)
        for place in places
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.bulk_create(forged)


def test_an_event_that_follows_from_another_past_is_refused(unit, actor):
    record(UNIT_CREATED, unit, actor=actor)
    last = newest()
    values = {
        field.attname: getattr(last, field.attname)
        for field in AuditEvent._meta.local_fields
        if field.attname not in {"id", "sequence", "previous_hash"}
    }
    forged = AuditEvent(**values, sequence=last.sequence + 1, previous_hash="f" * 64)
    with pytest.raises(IntegrityError, match="do not follow"), transaction.atomic():
        AuditEvent.objects.bulk_create([forged])


def test_a_rewritten_event_is_found(unit, actor):
    """Somebody who owns the database switches the trigger off."""
    record(UNIT_CREATED, unit, actor=actor, reason="true")
    event = newest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditevent SET reason = 'false' WHERE id = %s", [event.pk])
        broken = verify_chain()
        transaction.set_rollback(True)
    assert broken is not None
    assert broken.sequence == event.sequence


def test_a_chain_that_lost_its_end_is_found(unit, actor):
    record(UNIT_CREATED, unit, actor=actor)
    event = newest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_auditevent DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM audit_auditevent WHERE id = %s", [event.pk])
        broken = verify_chain()
        transaction.set_rollback(True)
    assert broken is not None
    assert broken.sequence == event.sequence


def test_changes_are_the_fields_that_differ(unit):
    later = BusinessUnit(pk=unit.pk, name="Retail banking", code="retail")
    assert changes(unit, later, ["name", "code"]) == (
        {"name": "Retail"},
        {"name": "Retail banking"},
    )


def test_plain_values(unit):
    day = dt.date(2026, 11, 21)
    assert plain({1: [Decimal("1.50"), day, {"a"}, unit, None, True]}) == {
        "1": ["1.50", "2026-11-21", ["a"], "Retail", None, True]
    }
    with pytest.raises(TypeError, match="cannot be recorded"):
        plain(object())


@pytest.fixture
def shared(transactional_db) -> Organization:
    return Organization.objects.create(name="Threads", slug="threads")


def in_threads(work, threads: int = THREADS) -> list[object]:
    """The results of so many simultaneous calls, each on a connection of its own."""

    def call(number: int) -> object:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(call, range(threads)))


def test_recording_outside_of_a_transaction_is_a_mistake(transactional_db):
    with pytest.raises(RuntimeError, match="transaction"):
        record(UNIT_CREATED, BusinessUnit(pk=1, name="x"), actor=Actor.system("tests"))


@pytest.mark.slow
def test_simultaneous_events_form_one_chain_without_gaps(shared):
    def write(number: int) -> None:
        for n in range(EACH):
            with scope(shared):
                unit = BusinessUnit.objects.create(name="x", code=f"{number}-{n}")
                record(UNIT_CREATED, unit, actor=Actor.system("threads"))

    in_threads(write)
    with scope(shared):
        sequences = list(AuditEvent.objects.order_by("sequence").values_list("sequence", flat=True))
        assert sequences == list(range(1, THREADS * EACH + 1))
        assert verify_chain() is None


@pytest.mark.slow
def test_nobody_waits_for_work_that_goes_on_after_an_event(shared):
    """One has recorded and works on; another records and is done meanwhile, and is first."""
    recorded, done = threading.Event(), threading.Event()

    def write(number: int) -> bool:
        with scope(shared):
            unit = BusinessUnit.objects.create(name="x", code=f"{number}")
            if number == 0:
                record(UNIT_CREATED, unit, actor=Actor.system("slow"))
                recorded.set()
                return done.wait(timeout=20)
            recorded.wait(timeout=20)
            record(UNIT_CREATED, unit, actor=Actor.system("quick"))
        done.set()
        return True

    assert in_threads(write, 2) == [True, True]
    with scope(shared):
        told = AuditEvent.objects.order_by("sequence").values_list("actor_label", flat=True)
        assert list(told) == ["quick", "slow"]
        assert verify_chain() is None


@pytest.mark.slow
def test_simultaneous_references_have_no_gap_and_no_double(shared):
    def count(number: int) -> list[int]:
        taken = []
        for n in range(EACH):
            with scope(shared):
                given = next_number("UC")
                if is_undone := n == number % EACH:
                    transaction.set_rollback(True)
            if not is_undone:
                taken.append(given)
        return taken

    taken = sorted(number for numbers in in_threads(count) for number in numbers)
    assert taken == list(range(1, THREADS * (EACH - 1) + 1))


def test_a_run_of_references(in_scope, other_organization):
    assert next_number("UC") == 1
    assert next_numbers("UC", 3) == range(2, 5)
    assert next_number("R") == 1
    with scope(other_organization):
        assert next_number("UC") == 1
