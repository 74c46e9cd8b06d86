"""Where a use case belonged, and when: numbers of a past day need the units of that day."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, TenantModel
from intake.models.use_cases import UseCase


class PlacementQuerySet(TenantQuerySet["Placement"]):
    def at(self, moment: dt.datetime | Any) -> PlacementQuerySet:
        """Those of this moment: one for each use case that was registered by then."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)


class Placement(TenantModel):
    """A use case's time in a business unit, or in none, and for a strategic objective.

    Written by triggers of the database on use cases (migration `placements_keep_themselves`), so
    that no way of registering, importing or moving them is missed; read-only for the portal.
    """

    use_case = models.ForeignKey(UseCase, on_delete=models.CASCADE, related_name="placements")
    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.CASCADE, null=True, related_name="+"
    )
    objective = models.CharField(max_length=500, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    objects: ClassVar = TenantManager.from_queryset(PlacementQuerySet)()

    class Meta:
        ordering = ("starts_at", "id")
        indexes = [
            models.Index(fields=["organization", "use_case", "starts_at"], name="places_of_case"),
            models.Index(fields=["use_case"], condition=Q(ends_at__isnull=True), name="places_now"),
        ]

    def __str__(self) -> str:
        return f"{self.use_case}: {self.business_unit or ''}"
