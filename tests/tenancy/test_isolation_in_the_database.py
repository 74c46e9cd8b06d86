"""Belts 2 and 3, for every tenant table there is: PostgreSQL itself keeps tenants apart."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, connection
from django.db.models import DateTimeField

from coe_portal.tenancy.constraints import SameOrganization
from coe_portal.tenancy.models import BusinessUnit, FrozenModel, Organization
from coe_portal.tenancy.scope import platform_scope, scope
from tests.tenancy.rows import TENANT_MODELS, as_table_owner, become, insert, with_partitions

pytestmark = pytest.mark.django_db

LINKS = [
    pytest.param(model, rule, id=rule.name)
    for model in TENANT_MODELS
    for rule in model._meta.constraints
    if isinstance(rule, SameOrganization)
]
FROZEN = [model for model in TENANT_MODELS if issubclass(model, FrozenModel)]


@pytest.fixture
def organization(db) -> Organization:
    """Without an audit trail, so that tables can be altered within the test."""
    return Organization.objects.create(name="Northbank", slug="northbank")


@pytest.fixture
def other_organization(db) -> Organization:
    return Organization.objects.create(name="Mercy Hospitals", slug="mercy")


def label(value: object) -> str | None:
    return getattr(getattr(value, "_meta", None), "label", None)


@pytest.mark.parametrize("model", TENANT_MODELS, ids=label)
def test_raw_sql_sees_rows_of_its_organization_only(model, organization, other_organization):
    with as_table_owner() as cursor:
        insert(cursor, model, organization.pk)
        seen = {}
        for scope_id in ("", other_organization.pk, organization.pk):
            become(cursor, organization_id=scope_id)
            cursor.execute(
                f'SELECT count(*) FROM "{model._meta.db_table}" WHERE organization_id = %s',
                [organization.pk],
            )
            seen[scope_id] = cursor.fetchone()[0]
    assert seen == {"": 0, other_organization.pk: 0, organization.pk: 1}


@pytest.mark.parametrize("model", TENANT_MODELS, ids=label)
def test_no_row_is_written_into_another_organization(model, organization, other_organization):
    # The months of a partitioned table are found before its policies are asked.
    moments = [one.column for one in model._meta.pk_fields if isinstance(one, DateTimeField)]
    names = ", ".join(["organization_id", *moments])
    values = ", ".join(["%s", *("now()" for _moment in moments)])
    with as_table_owner() as cursor:
        with_partitions(cursor, model._meta.db_table)
        become(cursor, organization_id=organization.pk)
        with pytest.raises(ProgrammingError, match="row-level security"):
            cursor.execute(
                f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({values})',
                [other_organization.pk],
            )


@pytest.mark.parametrize(("model", "rule"), LINKS)
def test_no_row_points_into_another_organization(model, rule, organization, other_organization):
    field = model._meta.get_field(rule.field)
    with as_table_owner() as cursor:
        target = insert(cursor, field.related_model, other_organization.pk)
        insert(cursor, model, organization.pk, **{field.column: target})
        with pytest.raises(IntegrityError, match=rule.name):
            cursor.execute(f'SET CONSTRAINTS "{rule.name}" IMMEDIATE')


@pytest.mark.parametrize(("model", "rule"), LINKS)
def test_rows_point_inside_their_organization(model, rule, organization):
    field = model._meta.get_field(rule.field)
    with as_table_owner() as cursor:
        target = insert(cursor, field.related_model, organization.pk)
        insert(cursor, model, organization.pk, **{field.column: target})
        cursor.execute(f'SET CONSTRAINTS "{rule.name}" IMMEDIATE')


@pytest.mark.parametrize(
    "change", ["UPDATE {table} SET organization_id = 1", "DELETE FROM {table}"]
)
@pytest.mark.parametrize("model", FROZEN, ids=label)
def test_frozen_rows_refuse_change_even_by_their_owner(model, change, organization):
    with as_table_owner() as cursor:
        insert(cursor, model, organization.pk)
        with pytest.raises(IntegrityError, match="frozen"):
            cursor.execute(change.format(table=model._meta.db_table))


def test_the_application_cannot_leave_its_role(organization):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole::oid")
        assert cursor.fetchone() == (0,)


def test_a_loaded_row_cannot_be_read_again_or_deleted_without_its_scope(organization):
    with scope(organization):
        unit = BusinessUnit.objects.create(name="ours", code="u")
    with pytest.raises(BusinessUnit.DoesNotExist):
        unit.refresh_from_db()
    with scope(organization):
        assert BusinessUnit.objects.filter(pk=unit.pk).exists()


def test_the_platform_sees_all_organizations(organization, other_organization):
    for each in (organization, other_organization):
        with scope(each):
            BusinessUnit.objects.create(name=each.name, code="u")
    with platform_scope("test"):
        assert set(BusinessUnit.objects.values_list("name", flat=True)) == {
            organization.name,
            other_organization.name,
        }
