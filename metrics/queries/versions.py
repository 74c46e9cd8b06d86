"""What a drawing of a quarter's numbers depends on, told without reading the numbers."""

from __future__ import annotations

from hashlib import sha256
from typing import Final

from django.db import connection

from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import current_organization_id
from metrics.logic.periods import Quarter

# The numbers behind a dashboard are hundreds of rows, and all that the page asks most of the time
# is whether they are still those that it drew. Snapshots are kept in turn and never change, so the
# newest of the organization tells them all; targets and signatures never change either, and
# commentary is told by its words. A number of another quarter has a page drawn once more.
STATEMENT: Final = """
WITH asked AS (
    SELECT %s::bigint AS organization, %s::date AS shown, %s::date AS day, %s::date[] AS days
)
SELECT
    (
        SELECT newest.id || ' ' || newest.computed_at
        FROM asked JOIN metrics_snapshot AS newest ON newest.organization_id = asked.organization
        ORDER BY newest.id DESC
        LIMIT 1
    ),
    (
        SELECT string_agg(concat_ws('|', said.kpi, said.text, said.published_at, author.name,
            author.email), ',' ORDER BY said.kpi)
        FROM asked
        JOIN metrics_commentary AS said
            ON said.organization_id = asked.organization AND said.starts_on = asked.shown
        LEFT JOIN accounts_membership AS member ON member.id = said.published_by_id
        LEFT JOIN accounts_user AS author ON author.id = member.user_id
        WHERE said.text <> ''
    ),
    (
        SELECT string_agg(wanted.id::text, ',' ORDER BY wanted.id)
        FROM asked
        JOIN metrics_kpitarget AS wanted
            ON wanted.organization_id = asked.organization AND wanted.since <= asked.day
    ),
    (
        SELECT string_agg(concat_ws('|', given.id, closed.state), ',' ORDER BY given.id)
        FROM asked
        JOIN metrics_quarterclose AS closed
            ON closed.organization_id = asked.organization AND closed.starts_on = ANY(asked.days)
        JOIN metrics_signature AS given ON given.close_id = closed.id
    )
"""


def version_of(quarter: Quarter, shown: int) -> str:
    """Another one whenever anything changes that is shown of a quarter and of those before it.

    `shown` is how many quarters there are, with the last.
    """
    days = [each.starts_on for each in quarter.back(shown)]
    day = min(quarter.ends_on, today_here())
    organization = current_organization_id()
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, (organization, quarter.starts_on, day, days))
        facts = cursor.fetchone()
    said = sha256(repr((days, facts)).encode()).hexdigest()
    return f"{organization}:{quarter.code}:{said}"
