"""The clock deals with each row by itself: one that fails keeps no other back, and is heard of."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.tenancy import sweeps
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.sweeps import Sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def units(organization, other_organization):
    with scope(other_organization):
        BusinessUnit.objects.create(name="Elsewhere", code="ELSE")
    with scope(organization):
        made = [BusinessUnit.objects.create(name=f"Unit {n}", code=f"U{n}") for n in range(3)]
        return [unit.pk for unit in made]


def rename(pk):
    unit = BusinessUnit.objects.get(pk=pk)
    unit.name = "Renamed"
    unit.save(update_fields=["name"])
    return True


def names(organization):
    with scope(organization):
        return sorted(BusinessUnit.objects.values_list("name", flat=True))


def made_here():
    return BusinessUnit.objects.filter(code__startswith="U")


def test_every_row_of_the_organization_and_no_other(organization, other_organization, units):
    with Sweep(organization.pk) as sweep:
        assert sweep.each(made_here, rename) == 3

    assert names(organization).count("Renamed") == 3
    assert "Renamed" not in names(other_organization)


def test_one_that_fails_is_undone_and_heard_of_and_keeps_no_other_back(organization, units, caplog):
    def fall_over_the_second(pk):
        rename(pk)
        if pk == units[1]:
            raise ZeroDivisionError
        return True

    done = []

    def strike():
        with Sweep(organization.pk) as sweep:
            done.append(sweep.each(made_here, fall_over_the_second))
            done.append(sweep.each(made_here, lambda pk: pk == units[2]))

    with pytest.raises(ExceptionGroup) as failed:
        strike()

    assert done == [2, 1]
    assert [type(one) for one in failed.value.exceptions] == [ZeroDivisionError]
    assert [name for name in names(organization) if name != "Renamed"] == ["Unit 1"]
    (told,) = [one for one in caplog.records if one.name == sweeps.__name__]
    assert told.getMessage() == f"fall_over_the_second failed for {units[1]}"
    assert told.exc_info[0] is ZeroDivisionError


def test_an_error_of_the_sweep_itself_is_not_hidden_by_those_of_its_rows(organization, units):
    def fall(_pk):
        raise ZeroDivisionError

    def strike():
        with Sweep(organization.pk) as sweep:
            sweep.each(made_here, fall)
            raise LookupError

    with pytest.raises(LookupError):
        strike()


def test_some_rows_at_once(organization, units, monkeypatch):
    monkeypatch.setattr(sweeps, "AT_ONCE", 2)
    parts = []
    with Sweep(organization.pk) as sweep:
        assert sweep.parts(made_here, lambda keys: parts.append(keys) or len(keys)) == 3

    assert parts == [units[:2], units[2:]]


def test_keys_may_be_given_in_place_of_rows(organization, units):
    with Sweep(organization.pk) as sweep:
        assert sweep.each(lambda: units[1:], rename) == 2


def test_the_day_costs_no_query_in_any_row(organization, units):
    with Sweep(organization.pk) as sweep, CaptureQueriesContext(connection) as queries:
        sweep.each(made_here, lambda _pk: bool(today_here()))

    assert not [one for one in queries if "tenancy_organization" in one["sql"]]
