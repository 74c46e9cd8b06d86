"""Only the last word of a search may be unfinished.

Looking for the beginnings of all words read several times as much of the index, and the planner
thought such searches rarer than they are.
"""

from __future__ import annotations

from django.db import migrations

LAST_WORD_BEGINS = """
CREATE OR REPLACE FUNCTION intake_text_query(wanted text, operator text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    WITH unfinished AS (
        SELECT unnest(tsvector_to_array(
            to_tsvector('english', substring(wanted from '[[:alnum:]]+$')))) AS lexeme
    )
    SELECT string_agg(
        quote_literal(lexeme)
            || CASE WHEN lexeme IN (SELECT lexeme FROM unfinished) THEN ':*' ELSE '' END,
        operator)::tsquery
    FROM unnest(tsvector_to_array(to_tsvector('english', wanted))) AS lexeme
$$;
"""

ALL_WORDS_BEGIN = """
CREATE OR REPLACE FUNCTION intake_text_query(wanted text, operator text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp AS $$
    SELECT string_agg(quote_literal(lexeme) || ':*', operator)::tsquery
    FROM unnest(tsvector_to_array(to_tsvector('english', wanted))) AS lexeme
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_text_search")]
    operations = [migrations.RunSQL(LAST_WORD_BEGINS, ALL_WORDS_BEGIN)]
