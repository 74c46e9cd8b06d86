"""Human references: UC-42, R-9. Counted per organization, without gaps."""

from __future__ import annotations

from typing import TypeVar

from django.db import connection, models

from coe_portal.tenancy.managers import TenantQuerySet
from coe_portal.tenancy.scope import current_organization_id

MOST_DIGITS = 9
# What any key of the database can be.
LONGEST_NUMBER = 18
RowsT = TypeVar("RowsT", bound=TenantQuerySet[models.Model])

NEXT_NUMBERS = """
    INSERT INTO tenancy_referencecounter
        (organization_id, kind, last_number, created_at, updated_at)
    VALUES (%s, %s, %s, now(), now())
    ON CONFLICT (organization_id, kind)
    DO UPDATE SET last_number = tenancy_referencecounter.last_number + EXCLUDED.last_number,
                  updated_at = now()
    RETURNING last_number
"""


def next_number(kind: str) -> int:
    """The next number of this kind in the organization in scope.

    The counter's row stays locked until the transaction ends, so a rollback leaves no gap.
    """
    return next_numbers(kind, 1).start


def next_numbers(kind: str, count: int) -> range:
    """A run of `count` consecutive numbers, for bulk work."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBERS, [current_organization_id(), kind, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def read_number(text: str) -> int | None:
    """A whole number as addresses and forms give it; None for anything else, or one too large."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if is_number else None


def by_reference(rows: RowsT, prefix: str, reference: str) -> RowsT:
    """The one row of a reference; none for anything that is no reference of this kind."""
    kind, _dash, number = reference.upper().partition("-")
    if kind != prefix or not number.isdecimal() or len(number) > MOST_DIGITS:
        return rows.none()
    return rows.filter(number=int(number))
