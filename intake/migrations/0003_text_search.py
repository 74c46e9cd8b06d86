"""Text search that can use its indexes under row-level security.

PostgreSQL must apply a policy before any operator that is not leakproof, and neither `@@` nor the
trigram operators are; so a plain query under the policy reads every row of the organization. These
functions run as the owner of the table, which the policy does not bind, and say its condition
themselves: they see the rows of the organization in scope and no other, and none without a scope.
"""

from __future__ import annotations

from django.conf import settings
from django.db import migrations

QUERY = """
CREATE FUNCTION intake_text_query(wanted text, operator text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT string_agg(quote_literal(lexeme) || ':*', operator)::tsquery
    FROM unnest(tsvector_to_array(to_tsvector('english', wanted))) AS lexeme
$$;
"""

MATCHING = """
CREATE FUNCTION intake_matching(wanted text) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
    SELECT id FROM intake_usecase
    WHERE organization_id = nullif(current_setting('app.organization_id', true), '')::bigint
      AND search @@ intake_text_query(wanted, ' & ')
$$;
"""

SIMILAR = """
CREATE FUNCTION intake_similar(wanted text, at_most integer)
RETURNS TABLE (use_case_id bigint, score real)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 10 SET search_path = public, pg_temp AS $$
DECLARE
    own bigint := nullif(current_setting('app.organization_id', true), '')::bigint;
    every_word tsquery := intake_text_query(wanted, ' & ');
    some_words tsquery := intake_text_query(wanted, ' | ');
BEGIN
    RETURN QUERY
    WITH exact AS (
        SELECT id, title, search FROM intake_usecase
        WHERE organization_id = own AND search @@ every_word LIMIT 200
    ), alike AS (
        SELECT id, title, search FROM intake_usecase
        WHERE organization_id = own AND title % wanted LIMIT 200
    ), related AS (
        SELECT id, title, search FROM intake_usecase
        WHERE organization_id = own AND search @@ some_words
          AND (SELECT count(*) FROM exact) + (SELECT count(*) FROM alike) < at_most LIMIT 200
    ), found AS (
        SELECT * FROM exact UNION SELECT * FROM alike UNION SELECT * FROM related
    )
    SELECT found.id,
        (similarity(found.title, wanted) + ts_rank(found.search, some_words, 1))::real AS closeness
    FROM found ORDER BY closeness DESC, found.id LIMIT at_most;
END $$;
"""

RIGHTS = f"""
REVOKE ALL ON FUNCTION intake_matching(text), intake_similar(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION intake_matching(text), intake_similar(text, integer)
    TO {settings.DATABASE_ROLE}, {settings.PLATFORM_ROLE};
"""

DROP = """
DROP FUNCTION intake_similar(text, integer);
DROP FUNCTION intake_matching(text);
DROP FUNCTION intake_text_query(text, text);
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_imports")]
    operations = [migrations.RunSQL(QUERY + MATCHING + SIMILAR + RIGHTS, DROP)]
