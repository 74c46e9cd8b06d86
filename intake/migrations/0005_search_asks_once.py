"""The text search reads its organization and its words once, not once a row."""

from __future__ import annotations

from django.db import migrations

ONCE = """
CREATE OR REPLACE FUNCTION intake_matching(wanted text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
DECLARE
    own bigint := nullif(current_setting('app.organization_id', true), '')::bigint;
    words tsquery := intake_text_query(wanted, ' & ');
BEGIN
    RETURN QUERY SELECT id FROM intake_usecase WHERE organization_id = own AND search @@ words;
END $$;
"""

EACH_ROW = """
CREATE OR REPLACE FUNCTION intake_matching(wanted text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
    SELECT id FROM intake_usecase
    WHERE organization_id = nullif(current_setting('app.organization_id', true), '')::bigint
      AND search @@ intake_text_query(wanted, ' & ')
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_search_begins_last_word")]
    operations = [migrations.RunSQL(ONCE, EACH_ROW)]
