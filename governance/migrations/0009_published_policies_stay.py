"""What was published stays as it is: the database lets it only be superseded, and never deleted."""

from __future__ import annotations

from django.db import migrations

KEEP = """
CREATE FUNCTION governance_keep_published_policy() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('published', 'superseded') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state IN (OLD.state, 'superseded')
            AND to_jsonb(NEW) - 'state' - 'updated_at' = to_jsonb(OLD) - 'state' - 'updated_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A published policy stays as it is: % refused', TG_OP
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER governance_keep_published_policy BEFORE UPDATE OR DELETE
    ON governance_policyversion FOR EACH ROW EXECUTE FUNCTION governance_keep_published_policy();
"""

LEAVE = """
DROP TRIGGER governance_keep_published_policy ON governance_policyversion;
DROP FUNCTION governance_keep_published_policy();
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0008_policies")]
    operations = [migrations.RunSQL(KEEP, LEAVE)]
