"""Rows by their human reference, such as R-9."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from coe_portal.tenancy.managers import TenantQuerySet

MOST_DIGITS = 9
RowsT = TypeVar("RowsT", bound=TenantQuerySet[models.Model])


def by_reference(rows: RowsT, prefix: str, reference: str) -> RowsT:
    """The one row of a reference; none for anything that is no reference of this kind."""
    kind, _dash, number = reference.upper().partition("-")
    if kind != prefix or not number.isdecimal() or len(number) > MOST_DIGITS:
        return rows.none()
    return rows.filter(number=int(number))
