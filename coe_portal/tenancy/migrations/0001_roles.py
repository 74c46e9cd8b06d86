"""The application's two database roles, the refusal of changes to frozen rows, and extensions.

Roles belong to the whole server, so that they may exist already. Tables that later migrations make
are granted to both roles by default privileges of the owner, who runs the migrations.
"""

from django.conf import settings
from django.db import migrations

APP, PLATFORM = settings.DATABASE_ROLE, settings.PLATFORM_ROLE

ROLES = f"""
DO $$ BEGIN CREATE ROLE {APP} NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN CREATE ROLE {PLATFORM} NOLOGIN NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{APP}', 'SET') THEN
        EXECUTE format('GRANT {APP}, {PLATFORM} TO %I', current_user);
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {APP}, {PLATFORM};
GRANT SELECT ON ALL TABLES IN SCHEMA public TO {APP}, {PLATFORM};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP}, {PLATFORM};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP}, {PLATFORM};
"""

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE EXTENSION IF NOT EXISTS unaccent;
"""

REFUSE_CHANGE = """
CREATE FUNCTION coe_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% rows are frozen: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [
        migrations.RunSQL(ROLES, migrations.RunSQL.noop),
        migrations.RunSQL(EXTENSIONS, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE_CHANGE, "DROP FUNCTION coe_refuse_change()"),
    ]
