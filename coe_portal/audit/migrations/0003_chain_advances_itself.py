"""The database moves the end of the chain, and takes only events that follow from it.

One statement-level trigger: an insert saves the round trip for the head, which is the time that other
writers of the organization wait; and no SQL of the application can fork the chain or leave a gap.
"""

from django.db import migrations

ADVANCE = """
CREATE FUNCTION coe_advance_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    first record;
    last record;
BEGIN
    SELECT organization_id, sequence, previous_hash INTO first
        FROM added ORDER BY sequence LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT sequence, hash, count(*) OVER () AS events INTO last
        FROM added ORDER BY sequence DESC LIMIT 1;
    UPDATE audit_chainhead SET sequence = last.sequence, hash = last.hash, updated_at = now()
        WHERE organization_id = first.organization_id
            AND sequence = first.sequence - 1 AND hash = first.previous_hash;
    IF NOT FOUND OR last.sequence - first.sequence + 1 <> last.events THEN
        RAISE EXCEPTION 'audit events do not follow from the end of the chain'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER audit_auditevent_chain AFTER INSERT ON audit_auditevent
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION coe_advance_chain();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.RunSQL(
            ADVANCE,
            "DROP TRIGGER audit_auditevent_chain ON audit_auditevent; "
            "DROP FUNCTION coe_advance_chain()",
        ),
    ]
