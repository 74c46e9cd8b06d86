"""Writers wait in line for the end of the chain, on a lock that is handed from one to the next.

Waiting for the row itself, every commit wakes all who wait, and each follows the row through its new
versions. The application reads the row now and no longer needs the right to lock it; the trigger still
refuses what does not follow, whoever holds what. It does so in one statement now: others wait for it.
"""

from django.conf import settings
from django.db import migrations

ROLES = f"{settings.DATABASE_ROLE}, {settings.PLATFORM_ROLE}"
# Each statement of the function has a snapshot of its own: the second sees what the first waited for.
TAKE_END = """
CREATE FUNCTION coe_take_chain_end(chain bigint, OUT last_sequence bigint, OUT last_hash varchar)
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock('audit_chainhead'::regclass::oid::int, (chain % 2147483647)::int);
    SELECT sequence, hash INTO last_sequence, last_hash
        FROM audit_chainhead WHERE organization_id = chain;
END $$;
"""
ADVANCE = """
CREATE OR REPLACE FUNCTION coe_advance_chain() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE audit_chainhead head
        SET sequence = last.sequence, hash = last.hash, updated_at = now()
        FROM added first, added last
        WHERE head.organization_id = first.organization_id
            AND head.sequence = first.sequence - 1 AND head.hash = first.previous_hash
            AND last.organization_id = head.organization_id
            AND last.sequence = (SELECT max(sequence) FROM added)
            AND last.sequence = head.sequence + (SELECT count(*) FROM added);
    IF NOT FOUND AND EXISTS (SELECT FROM added) THEN
        RAISE EXCEPTION 'audit events do not follow from the end of the chain'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_chain_end_by_trigger_only")]
    operations = [
        migrations.RunSQL(TAKE_END, "DROP FUNCTION coe_take_chain_end(bigint)"),
        migrations.RunSQL(ADVANCE, migrations.RunSQL.noop),
        migrations.RunSQL(
            f"REVOKE UPDATE ON audit_chainhead FROM {ROLES}; "
            f"REVOKE UPDATE (updated_at) ON audit_chainhead FROM {ROLES}",
            f"GRANT UPDATE (updated_at) ON audit_chainhead TO {ROLES}",
        ),
    ]
