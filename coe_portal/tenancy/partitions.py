"""Tables that grow without end are cut by time: a migration operation, and the cutting itself.

The application owns no tables and so makes no partitions: a function of the owner does, for one
month at a time. A partition grants nothing to anybody and has row-level security without a policy,
so that all reading and writing goes through the table and its policies.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any, Final

from django.conf import settings
from django.db import connection, migrations

CREATE: Final = """
CREATE FUNCTION %(table)s_month(day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', day);
    part text := '%(table)s_' || to_char(first, 'YYYYMM');
BEGIN
    IF first NOT BETWEEN date '2000-01-01' AND date '2100-01-01' THEN
        RAISE EXCEPTION '%% is out of range', day USING ERRCODE = 'datetime_field_overflow';
    END IF;
    IF EXISTS (SELECT FROM pg_class WHERE relname = part) THEN RETURN; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('%(table)s_month'));
    -- Asked of the table itself: the cache behind to_regclass() may not know yet.
    IF EXISTS (SELECT FROM pg_class WHERE relname = part) THEN RETURN; END IF;
    EXECUTE format('CREATE TABLE %%I (LIKE %(table)s INCLUDING DEFAULTS)', part);
    EXECUTE format('REVOKE ALL ON %%I FROM %(app)s, %(platform)s', part);
    EXECUTE format('ALTER TABLE %%I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE %(table)s ATTACH PARTITION %%I FOR VALUES FROM (%%L) TO (%%L)',
        part, first::timestamp AT TIME ZONE 'UTC',
        (first + interval '1 month') AT TIME ZONE 'UTC');
END $$;
REVOKE ALL ON FUNCTION %(table)s_month(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION %(table)s_month(date) TO %(app)s, %(platform)s;
"""


class CreateMonthlyModel(migrations.CreateModel):
    """CreateModel for a table that is partitioned by the month (UTC) of one of its columns."""

    def __init__(self, name: str, fields: Any, *, month_of: str, **options: Any) -> None:
        self.month_of = month_of
        super().__init__(name, fields, **options)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        plain = schema_editor.sql_create_table
        schema_editor.sql_create_table = f"{plain} PARTITION BY RANGE ({self.month_of})"
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            schema_editor.sql_create_table = plain
        names = {
            "table": to_state.apps.get_model(app_label, self.name)._meta.db_table,
            "app": settings.DATABASE_ROLE,
            "platform": settings.PLATFORM_ROLE,
        }
        schema_editor.execute(CREATE % names, None)

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        table = from_state.apps.get_model(app_label, self.name)._meta.db_table
        super().database_backwards(app_label, schema_editor, from_state, to_state)
        schema_editor.execute(f"DROP FUNCTION {table}_month(date)", None)


def ensure_months(table: str, days: set[dt.date]) -> None:
    """Make the partitions that hold these days, where there are none; before the first row."""
    with connection.cursor() as cursor:
        for day in sorted({day.replace(day=1) for day in days}):
            cursor.execute(f"SELECT {connection.ops.quote_name(f'{table}_month')}(%s)", [day])


def months_before(table: str, day: dt.date) -> list[dt.date]:
    """The months that have a partition and had ended before a day, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT right(part.relname, 6) FROM pg_inherits JOIN pg_class part ON part.oid ="
            " inhrelid WHERE inhparent = %s::regclass ORDER BY part.relname",
            [table],
        )
        names = [name for (name,) in cursor.fetchall()]
    found = [dt.date(int(name[:4]), int(name[4:]), 1) for name in names]
    return [month for month in found if (month + dt.timedelta(days=31)).replace(day=1) <= day]


def drop_month(table: str, month: dt.date) -> dict[int, int] | None:
    """Drop the partition of a month with all that is in it, if no organization needs it.

    A function of the owner decides that, so that nobody can drop what is kept. How many rows each
    organization had; None when it stays.
    """
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(f"{table}_drop_month")
        cursor.execute(f"SELECT {name}(%s)::text", [month])
        (told,) = cursor.fetchone()
    return None if told is None else {int(pk): rows for pk, rows in json.loads(told).items()}
