"""Human references: UC-42, R-9. Counted per organization, without gaps."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Self, TypeVar

from django.db import connection, models

from coe_portal.tenancy.managers import TenantQuerySet
from coe_portal.tenancy.scope import current_organization_id

NUMBER = re.compile(r"[1-9]\d{0,8}", re.ASCII)
# What any key of the database can be.
LONGEST_NUMBER = 18
LONGEST_LABEL = 255
ReferencedT_co = TypeVar("ReferencedT_co", bound="Referenced", covariant=True)

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


class Referenced(models.Model):
    """A row that people call by its kind and its number, such as UC-42."""

    PREFIX: ClassVar[str]
    number: models.IntegerField[Any, Any]

    class Meta:
        abstract = True

    @classmethod
    def number_of(cls, reference: str) -> int | None:
        """The number in a reference of this kind, however it is cased; None for anything else."""
        prefix, _dash, number = reference.upper().partition("-")
        is_ours = prefix == cls.PREFIX and NUMBER.fullmatch(number) is not None
        return int(number) if is_ours else None

    @property
    def reference(self) -> str:
        return f"{self.PREFIX}-{self.number}"

    @property
    def subject_label(self) -> str:
        """How audit, notifications and comments name this row."""
        return f"{self.reference} {self}"[:LONGEST_LABEL]


class ReferencedQuerySet(TenantQuerySet[ReferencedT_co]):
    """Base of the querysets of what has a reference."""

    def by_reference(self, reference: str) -> Self:
        """The one row of a reference such as UC-42; none for anything else."""
        number = self.model.number_of(reference)
        return self.none() if number is None else self.filter(number=number)
