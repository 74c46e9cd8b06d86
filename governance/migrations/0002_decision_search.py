"""Search of decisions that can use its index under row-level security.

`@@` is not leakproof, so a plain query under the policy reads every decision of the organization before
it looks at one word. The function runs as the owner of the table and says the policy's condition itself:
it sees the decisions of the organization in scope and no other, and none without a scope.
"""

from __future__ import annotations

from django.conf import settings
from django.db import migrations

MATCHING = """
CREATE FUNCTION governance_matching(wanted text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
DECLARE
    own bigint := nullif(current_setting('app.organization_id', true), '')::bigint;
    words tsquery := websearch_to_tsquery('english', wanted);
BEGIN
    RETURN QUERY SELECT id FROM governance_decision
        WHERE organization_id = own AND search @@ words;
END $$;
"""

RIGHTS = f"""
REVOKE ALL ON FUNCTION governance_matching(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION governance_matching(text)
    TO {settings.DATABASE_ROLE}, {settings.PLATFORM_ROLE};
"""


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]
    operations = [migrations.RunSQL(MATCHING + RIGHTS, "DROP FUNCTION governance_matching(text)")]
