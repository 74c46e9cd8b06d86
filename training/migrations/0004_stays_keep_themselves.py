"""Stays in units follow memberships by themselves.

A trigger sees every way of adding, moving and closing members, also bulk work; a number of a past
day is then of the people of that day. It runs as the owner of the table, so that the portal itself
needs no right to write stays.
"""

from __future__ import annotations

from django.db import migrations

KEEP = """
CREATE FUNCTION training_keep_stays() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := NEW.created_at;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.business_unit_id IS NOT DISTINCT FROM OLD.business_unit_id
                AND NEW.is_active = OLD.is_active THEN
            RETURN NULL;
        END IF;
        moment := CASE WHEN NEW.updated_at > OLD.updated_at THEN NEW.updated_at ELSE now() END;
        UPDATE training_unitstay SET ends_at = greatest(moment, starts_at), updated_at = moment
            WHERE member_id = NEW.id AND ends_at IS NULL;
    END IF;
    IF NEW.is_active THEN
        INSERT INTO training_unitstay
            (organization_id, member_id, business_unit_id, starts_at, created_at, updated_at)
        VALUES (NEW.organization_id, NEW.id, NEW.business_unit_id, moment, moment, moment);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER training_keep_stays AFTER INSERT OR UPDATE OF business_unit_id, is_active
    ON accounts_membership FOR EACH ROW EXECUTE FUNCTION training_keep_stays();
"""

LEAVE = """
DROP TRIGGER training_keep_stays ON accounts_membership;
DROP FUNCTION training_keep_stays();
"""

FILL = """
INSERT INTO training_unitstay
    (organization_id, member_id, business_unit_id, starts_at, ends_at, created_at, updated_at)
SELECT organization_id, id, business_unit_id, created_at,
    CASE WHEN is_active THEN NULL ELSE greatest(updated_at, created_at) END, now(), now()
FROM accounts_membership
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0003_stays_in_units")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, LEAVE),
    ]
