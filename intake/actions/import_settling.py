"""Write what became of the rows of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import connection

from coe_portal.tenancy.scope import current_organization_id
from intake.models.imports import ImportRow

SETTLE: Final = """
    UPDATE intake_importrow AS row
    SET state = settled.state, use_case_id = settled.use_case, assessment_id = settled.assessment,
        updated_at = now()
    FROM (SELECT %s::bigint AS organization) AS tenant,
        unnest(%s::bigint[], %s::text[], %s::bigint[], %s::bigint[])
            AS settled (id, state, use_case, assessment)
    WHERE row.organization_id = tenant.organization AND row.id = settled.id
"""


def settle(rows: Sequence[ImportRow]) -> None:
    """State, use case and assessment of each row, in one statement whatever their number."""
    with connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            [
                current_organization_id(),
                [row.pk for row in rows],
                [str(row.state) for row in rows],
                [row.use_case_id for row in rows],
                [row.assessment_id for row in rows],
            ],
        )
