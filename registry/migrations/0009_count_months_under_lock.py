from django.db import migrations

# What is counted is what is dropped: nothing is sent between the two.
DROP_MONTH = """
CREATE OR REPLACE FUNCTION registry_observation_drop_month(day date) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    first date := date_trunc('month', day);
    part text := 'registry_observation_' || to_char(first, 'YYYYMM');
    counts jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM pg_class WHERE relname = part) THEN RETURN NULL; END IF;
    IF registry_observation_month_needed(part, first) THEN RETURN NULL; END IF;
    {first}
    {then}
    IF registry_observation_month_needed(part, first) THEN RETURN NULL; END IF;
    EXECUTE format('DROP TABLE %I', part);
    RETURN counts;
END $$;
"""
LOCK = "LOCK TABLE registry_observation IN ACCESS EXCLUSIVE MODE;"
COUNT = """EXECUTE format('
        SELECT coalesce(jsonb_object_agg(organization_id, total), ''{}'')
        FROM (SELECT organization_id, count(*) AS total FROM %I GROUP BY 1) AS counted', part)
        INTO counts;"""


def in_order(first: str, then: str) -> str:
    return DROP_MONTH.replace("{first}", first).replace("{then}", then)


class Migration(migrations.Migration):

    dependencies = [
        ("registry", "0008_agents_and_outputs"),
    ]

    operations = [
        migrations.RunSQL(in_order(LOCK, COUNT), in_order(COUNT, LOCK)),
    ]
