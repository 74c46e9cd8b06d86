"""Numbers as they were computed, kept for good: a dashboard reads them, nobody edits them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel


class SnapshotQuerySet(TenantQuerySet["Snapshot"]):
    def latest_of(self, first_days: Iterable[date]) -> SnapshotQuerySet:
        """The newest snapshot of each KPI in each of the quarters that begin on these days."""
        return (
            self.filter(starts_on__in=list(first_days))
            .order_by("starts_on", "kpi", "-as_of")
            .distinct("starts_on", "kpi")
        )


class Snapshot(FrozenModel):
    """One KPI of one quarter, as seen at `as_of`.

    The quarter is kept by its first day: its name would mean other months if the organization moved
    its fiscal year. `digest` proves what the number was made from.
    """

    kpi = models.CharField(_("KPI"), max_length=60)
    quarter = models.CharField(_("quarter"), max_length=7)
    starts_on = models.DateField(_("first day of the quarter"))
    as_of = models.DateTimeField(_("as of"))
    computed_at = models.DateTimeField(_("computed"))
    value = models.FloatField(_("value"), null=True)
    parts = models.JSONField(default=dict)
    inputs = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    objects: ClassVar = TenantManager.from_queryset(SnapshotQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "starts_on", "kpi", "as_of"],
                name="one_snapshot_per_kpi_and_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.quarter}"

    @property
    def kpi_and_quarter(self) -> str:
        """A name that is unique in one taking."""
        return f"{self.quarter} {self.kpi}"
