"""Full-text search of articles that can use its index under row-level security.

The policy must be applied before `@@`, which is not leakproof, so that a plain query reads every
article. This function runs as the owner of the table and says the policy's condition itself: it
sees the organization in scope and no other, and none without a scope. The last word of a search may
be unfinished.
"""

from __future__ import annotations

from django.conf import settings
from django.db import migrations

QUERY = """
CREATE FUNCTION training_text_query(wanted text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    WITH unfinished AS (
        SELECT unnest(tsvector_to_array(
            to_tsvector('english', substring(wanted from '[[:alnum:]]+$')))) AS lexeme
    )
    SELECT string_agg(
        quote_literal(lexeme)
            || CASE WHEN lexeme IN (SELECT lexeme FROM unfinished) THEN ':*' ELSE '' END,
        ' & ')::tsquery
    FROM unnest(tsvector_to_array(to_tsvector('english', wanted))) AS lexeme
$$;
"""

MATCHING = """
CREATE FUNCTION training_articles_matching(wanted text) RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = public, pg_temp AS $$
DECLARE
    own bigint := nullif(current_setting('app.organization_id', true), '')::bigint;
    words tsquery := training_text_query(wanted);
BEGIN
    RETURN QUERY SELECT id FROM training_article WHERE organization_id = own AND search @@ words;
END $$;
"""

RIGHTS = f"""
REVOKE ALL ON FUNCTION training_articles_matching(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION training_articles_matching(text)
    TO {settings.DATABASE_ROLE}, {settings.PLATFORM_ROLE};
"""

DROP = """
DROP FUNCTION training_articles_matching(text);
DROP FUNCTION training_text_query(text);
"""


class Migration(migrations.Migration):
    dependencies = [("training", "0005_badges_are_signed_anew")]
    operations = [migrations.RunSQL(QUERY + MATCHING + RIGHTS, DROP)]
