"""In which unit somebody was, and when: numbers of a past day need the people of that day."""

from __future__ import annotations

from django.db import models

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit, TenantModel


class UnitStay(TenantModel):
    """An active member's time in a unit, or in none.

    Written by a trigger of the database on memberships (migration `stays_in_units`), so that no
    way of moving, adding or closing members is missed; read-only for the portal.
    """

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="stays")
    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.CASCADE, null=True, related_name="stays"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("starts_at", "id")
        indexes = [
            models.Index(fields=["organization", "starts_at"], name="stays_by_time"),
            models.Index(fields=["member"], condition=models.Q(ends_at=None), name="stays_now"),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.business_unit or ''}"
