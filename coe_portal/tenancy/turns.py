"""One after the other: what must not happen twice at once in an organization, and has no row."""

from __future__ import annotations

from typing import Final

from django.db import connection

from coe_portal.tenancy.scope import current_organization_id

TAKE: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))"


def take_turn(name: str) -> None:
    """Wait until nobody else of the organization in scope does this, and keep it to the commit.

    For numbered versions and other rows that do not exist yet, so that no lock can be taken of
    them: whoever comes second then reads what the first has written.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [name, current_organization_id()])
