"""Placements follow use cases by themselves.

Triggers see every way of registering, importing and moving cases, also bulk work; a number of a past
day is then of the units of that day. They run as the owner of the table, so that the portal itself
needs no right to write placements. What is new comes in one statement for all its rows: an import
inserts hundreds at once.
"""

from __future__ import annotations

from django.db import migrations

KEEP = """
CREATE FUNCTION intake_place_new() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO intake_placement (
        organization_id, use_case_id, business_unit_id, objective,
        starts_at, created_at, updated_at)
    SELECT organization_id, id, business_unit_id, objective,
        registered_at, created_at, created_at
    FROM added;
    RETURN NULL;
END $$;
CREATE FUNCTION intake_place_anew() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz;
BEGIN
    IF NEW.business_unit_id IS NOT DISTINCT FROM OLD.business_unit_id
            AND NEW.objective = OLD.objective THEN
        RETURN NULL;
    END IF;
    moment := CASE WHEN NEW.updated_at > OLD.updated_at THEN NEW.updated_at ELSE now() END;
    UPDATE intake_placement SET ends_at = greatest(moment, starts_at), updated_at = moment
        WHERE use_case_id = NEW.id AND ends_at IS NULL
        RETURNING ends_at INTO moment;
    INSERT INTO intake_placement (
        organization_id, use_case_id, business_unit_id, objective,
        starts_at, created_at, updated_at)
    VALUES (
        NEW.organization_id, NEW.id, NEW.business_unit_id, NEW.objective,
        moment, moment, moment);
    RETURN NULL;
END $$;
CREATE TRIGGER intake_place_new AFTER INSERT ON intake_usecase
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION intake_place_new();
CREATE TRIGGER intake_place_anew AFTER UPDATE OF business_unit_id, objective
    ON intake_usecase FOR EACH ROW EXECUTE FUNCTION intake_place_anew();
"""

LEAVE = """
DROP TRIGGER intake_place_anew ON intake_usecase;
DROP TRIGGER intake_place_new ON intake_usecase;
DROP FUNCTION intake_place_anew();
DROP FUNCTION intake_place_new();
"""

FILL = """
INSERT INTO intake_placement (
    organization_id, use_case_id, business_unit_id, objective, starts_at, created_at, updated_at)
SELECT organization_id, id, business_unit_id, objective, registered_at, now(), now()
FROM intake_usecase
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0006_placements")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, LEAVE),
    ]
