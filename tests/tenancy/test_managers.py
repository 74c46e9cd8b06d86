"""Belt 1: every way to reach rows needs a scope, and a scope shows one organization only."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django import forms
from django.db import OperationalError, connection, models

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import ScopeError, scope

# Made outside of any scope, as class bodies of forms and views do.
CLASS_LEVEL = BusinessUnit.objects.all()


def awaited(work: Callable[[], Coroutine[Any, Any, Any]]) -> Callable[[], Any]:
    """Run it in a thread of its own: a story may have left its browser's loop in this one."""

    def run() -> Any:
        try:
            return async_to_sync(work)()
        finally:
            connection.close()

    return lambda: apart(run)


def apart(work: Callable[[], Any]) -> Any:
    with ThreadPoolExecutor(max_workers=1) as pool:
        return pool.submit(work).result(timeout=30)


async def async_names() -> list[str]:
    return [unit.name async for unit in BusinessUnit.objects.exclude(name="zz")]


async def async_iterator() -> list[str]:
    units = BusinessUnit.objects.select_related("organization").aiterator()
    return [unit.name async for unit in units]


async def async_exists() -> bool:
    return await BusinessUnit.objects.aexists()


def in_subquery() -> list[int]:
    own = BusinessUnit.objects.exclude(name="n").values("organization")
    return list(Organization.objects.filter(pk__in=own).values_list("pk", flat=True))


def in_exists() -> list[int]:
    own = BusinessUnit.objects.exclude(name="n")
    return list(Organization.objects.filter(models.Exists(own)).values_list("pk", flat=True))


WAYS: dict[str, Callable[[], Any]] = {
    "iterate": lambda: list(BusinessUnit.objects.all()),
    "exists": BusinessUnit.objects.exists,
    "exclude exists": lambda: BusinessUnit.objects.exclude(name="zz").exists(),
    "exclude iterate": lambda: list(BusinessUnit.objects.exclude(name="zz")),
    "count": BusinessUnit.objects.count,
    "exclude count": lambda: BusinessUnit.objects.exclude(name="q").count(),
    "async for": awaited(async_names),
    "async iterator": awaited(async_iterator),
    "async exists": awaited(async_exists),
    "in_bulk": BusinessUnit.objects.in_bulk,
    "alias exists": lambda: BusinessUnit.objects.alias(z=models.F("name")).exists(),
    "bulk_update": lambda: BusinessUnit.objects.bulk_update([BusinessUnit(pk=1)], ["name"]),
    "update": lambda: BusinessUnit.objects.update(name="q"),
    "exclude update": lambda: BusinessUnit.objects.exclude(name="nope").update(name="q"),
    "subquery": in_subquery,
    "Exists subquery": in_exists,
    "reverse foreign key": lambda: list(BusinessUnit(pk=1).children.all()),
    "explain": lambda: BusinessUnit.objects.exclude(name="n").explain(),
    "delete": lambda: BusinessUnit.objects.exclude(name="nope").delete(),
    "locked": lambda: BusinessUnit.objects.locked(1),
    "locked rows": lambda: list(BusinessUnit.objects.locked_rows()),
    "aggregate": lambda: BusinessUnit.objects.aggregate(n=models.Count("pk")),
    "union": lambda: BusinessUnit.objects.union(BusinessUnit.objects.all()).count(),
    "save": lambda: BusinessUnit(name="x", code="x").save(),
    "class-level queryset": lambda: list(CLASS_LEVEL.all()),
}


@pytest.fixture
def units(organization, other_organization) -> dict[str, BusinessUnit]:
    with scope(organization):
        own = BusinessUnit.objects.create(name="ours", code="u")
    with scope(other_organization):
        foreign = BusinessUnit.objects.create(name="theirs", code="u")
    return {"own": own, "foreign": foreign}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_way_to_rows_without_a_scope(way, units):
    with pytest.raises(ScopeError):
        way()


def test_a_scope_shows_its_own_organization(organization, units):
    with scope(organization):
        assert [unit.name for unit in CLASS_LEVEL.all()] == ["ours"]
        assert BusinessUnit.objects.count() == 1
        assert in_subquery() == [organization.pk]
        assert not BusinessUnit.objects.filter(pk=units["foreign"].pk).exists()


@pytest.mark.django_db(transaction=True)
def test_asynchronous_reading_stays_inside(organization, units):
    def read() -> Any:
        try:
            with scope(organization):
                return async_to_sync(async_names)()
        finally:
            connection.close()

    assert apart(read) == ["ours"]


def test_the_same_queryset_follows_the_scope(other_organization, units):
    with scope(other_organization):
        assert [unit.name for unit in CLASS_LEVEL.all()] == ["theirs"]


def test_an_update_of_all_rows_stays_inside(organization, other_organization, units):
    with scope(organization):
        assert BusinessUnit.objects.update(name="renamed") == 1
    with scope(other_organization):
        assert BusinessUnit.objects.get().name == "theirs"


def test_deleting_all_rows_stays_inside(organization, other_organization, units):
    with scope(organization):
        BusinessUnit.objects.all().delete()
    with scope(other_organization):
        assert BusinessUnit.objects.count() == 1


def test_a_row_of_another_organization_is_not_saved(organization, units):
    with scope(organization), pytest.raises(ScopeError):
        units["foreign"].save()


def test_a_form_made_without_a_scope_offers_own_rows_only(organization, units):
    class ParentForm(forms.ModelForm):
        class Meta:
            model = BusinessUnit
            fields = ["name", "code", "parent"]

    with scope(organization):
        offered = [str(label) for value, label in ParentForm().fields["parent"].choices if value]
        refused = ParentForm({"name": "n", "code": "c", "parent": units["foreign"].pk})
        assert offered == ["ours"]
        assert list(refused.errors) == ["parent"]


def test_locks_take_no_joined_rows(organization, member, django_assert_num_queries):
    person = member()
    with scope(organization), django_assert_num_queries(1) as queries:
        Membership.objects.select_related("user").locked(person.pk)
    assert 'FOR NO KEY UPDATE OF "accounts_membership"' in queries[0]["sql"]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_locked_row_may_be_referred_to_but_not_locked_again(organization):
    """Whoever inserts a child must not wait for a lock on its parent: it may hold one itself."""
    with scope(organization):
        parent = BusinessUnit.objects.create(name="Bank", code="bank")

    def within(work) -> None:
        try:
            with scope(organization):
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '300ms'")
                work()
        finally:
            connection.close()

    def refer() -> None:
        BusinessUnit.objects.create(name="Branch", code="branch", parent=parent)

    with ThreadPoolExecutor(max_workers=1) as pool, scope(organization):
        BusinessUnit.objects.locked(parent.pk)
        pool.submit(within, refer).result(timeout=30)
        with pytest.raises(OperationalError):
            pool.submit(within, lambda: BusinessUnit.objects.locked(parent.pk)).result(timeout=30)
