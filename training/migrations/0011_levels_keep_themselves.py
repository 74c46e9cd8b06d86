"""Times at a level follow the levels that are stated and judged by themselves.

A trigger sees every way of changing them; a number of a past day is then of the levels of that day.
It runs as the owner of the table, so that the portal itself needs no right to write them.
"""

from __future__ import annotations

from django.db import migrations

KEEP = """
CREATE FUNCTION training_keep_levels() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reached smallint := coalesce(NEW.manager_level, NEW.self_level);
    moment timestamptz := NEW.created_at;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF reached IS NOT DISTINCT FROM coalesce(OLD.manager_level, OLD.self_level) THEN
            RETURN NULL;
        END IF;
        moment := CASE
            WHEN NEW.manager_at IS DISTINCT FROM OLD.manager_at THEN NEW.manager_at
            WHEN NEW.self_at IS DISTINCT FROM OLD.self_at THEN NEW.self_at
            WHEN NEW.updated_at > OLD.updated_at THEN NEW.updated_at
            ELSE now()
        END;
        moment := coalesce(moment, now());
        UPDATE training_skillstay SET ends_at = greatest(moment, starts_at), updated_at = moment
            WHERE member_id = NEW.member_id AND skill_id = NEW.skill_id AND ends_at IS NULL;
    END IF;
    IF reached IS NOT NULL THEN
        INSERT INTO training_skillstay
            (organization_id, member_id, skill_id, level, starts_at, created_at, updated_at)
        VALUES
            (NEW.organization_id, NEW.member_id, NEW.skill_id, reached, moment, moment, moment);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER training_keep_levels AFTER INSERT OR UPDATE OF self_level, manager_level
    ON training_memberskill FOR EACH ROW EXECUTE FUNCTION training_keep_levels();
"""

LEAVE = """
DROP TRIGGER training_keep_levels ON training_memberskill;
DROP FUNCTION training_keep_levels();
"""

FILL = """
INSERT INTO training_skillstay
    (organization_id, member_id, skill_id, level, starts_at, created_at, updated_at)
SELECT organization_id, member_id, skill_id, coalesce(manager_level, self_level),
    coalesce(CASE WHEN manager_level IS NULL THEN self_at ELSE manager_at END, created_at),
    now(), now()
FROM training_memberskill
WHERE coalesce(manager_level, self_level) IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0010_levels_by_time")]
    operations = [
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(KEEP, LEAVE),
    ]
