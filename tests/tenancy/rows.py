"""A plausible row for any tenant table, written in SQL: what the isolation tests could leak."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.partitions import ensure_months

TENANT_MODELS: list[type[models.Model]] = sorted(
    (model for model in apps.get_models() if issubclass(model, TenantModel)),
    key=lambda model: model._meta.label,
)
VALUES = {
    "boolean": "false",
    "smallint": "mod(%d, 100)",
    "numeric": "mod(%d, 100)",
    "date": "current_date",
    "timestamp with time zone": "now()",
    "jsonb": "'{}'",
    "ARRAY": "'{}'",
    "text": "'%d'",
    "character varying": "'%d'",
    "uuid": "gen_random_uuid()",
    "interval": "'1 day'",
    "inet": "'127.0.0.1'",
    "bytea": "''",
}
numbers = itertools.count(1)
COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO'
      AND is_identity = 'NO' AND is_generated = 'NEVER' AND column_default IS NULL
"""


@contextmanager
def as_table_owner() -> Iterator[Any]:
    """A cursor above row-level security; everything it writes is undone at the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        yield cursor
        transaction.set_rollback(True)


def become(
    cursor: Any, role: str = settings.DATABASE_ROLE, organization_id: int | str = ""
) -> None:
    """Go on as the application does, with or without an organization."""
    cursor.execute(f"SET LOCAL ROLE {role}")
    cursor.execute("SELECT set_config('app.organization_id', %s, true)", [str(organization_id)])


def insert(cursor: Any, model: type[models.Model], organization_id: int, **given: object) -> int:
    """The first part of a new row's key; its foreign keys point nowhere, checked at commit only."""
    table = model._meta.db_table
    _without_checks(cursor, table)
    with_partitions(cursor, table)
    cursor.execute(COLUMNS, [table])
    number = next(numbers)
    values = {
        name: VALUES.get(kind, "%d").replace("%d", str(number)) for name, kind in cursor.fetchall()
    }
    values |= {"organization_id": str(organization_id)}
    values |= {name: str(value) for name, value in given.items()}
    names, key = ", ".join(f'"{name}"' for name in values), model._meta.pk_fields[0].column
    cursor.execute(
        f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(values.values())}) RETURNING "{key}"'
    )
    (pk,) = cursor.fetchone()
    return int(pk)


def with_partitions(cursor: Any, table: str) -> None:
    """Of a table that is partitioned by month: this month."""
    cursor.execute("SELECT relkind FROM pg_class WHERE oid = %s::regclass", [table])
    if cursor.fetchone() == ("p",):
        ensure_months(table, {timezone.now().date()})


def _without_checks(cursor: Any, table: str) -> None:
    """Rules about values are not what is tested here; the end of the test brings them back."""
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'c'",
        [table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    cursor.execute(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal "
        "AND NOT tgname LIKE '%%frozen'",
        [table],
    )
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP TRIGGER "{name}" ON "{table}"')
