"""Numbers as they were computed, kept for good: a dashboard reads them, nobody edits them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel
from metrics.choices import SnapshotKind
from metrics.logic.slices import Cut

# Of several numbers for the same moment, the one of the quarter stands before the one of its day,
# and a correction before what it corrects.
NEWEST_FIRST = ("-as_of", "-kind", "-computed_at", "-pk")


class SnapshotQuerySet(TenantQuerySet["Snapshot"]):
    def latest_of(self, first_days: Iterable[date], kpis: Iterable[str]) -> SnapshotQuerySet:
        """The newest snapshot of each of the KPIs in the quarters that begin on these days."""
        newest = (
            self.filter(starts_on__in=list(first_days), kpi__in=list(kpis))
            .order_by("starts_on", "kpi", *NEWEST_FIRST)
            .distinct("starts_on", "kpi")
        )
        # Found in the index alone; a quarter of days is too much to read whole.
        return self.filter(pk__in=newest.values("pk")).order_by("starts_on", "kpi")

    def of_kpi(self, code: str) -> SnapshotQuerySet:
        """Every snapshot of one KPI."""
        return self.filter(kpi=code)

    def standing(self) -> SnapshotQuerySet:
        """Without those that a later one corrects."""
        return self.filter(corrections__isnull=True)

    def by_quarter(self) -> SnapshotQuerySet:
        return self.filter(kind=SnapshotKind.QUARTER)

    def by_day(self) -> SnapshotQuerySet:
        return self.filter(kind=SnapshotKind.DAY)


class Snapshot(FrozenModel):
    """One KPI of one quarter, as seen at `as_of`: the end of `day`, or of the quarter or now.

    The quarter is kept by its first day: its name would mean other months if the organization moved
    its fiscal year. `digest` proves what the number was made from. A correction is a new row that
    `restates` the old one and says why. `slices` are the values of business units and risk tiers,
    by the key of the cut.
    """

    kpi = models.CharField(_("KPI"), max_length=60)
    kind = models.CharField(
        _("kind"), max_length=8, choices=SnapshotKind, default=SnapshotKind.QUARTER
    )
    quarter = models.CharField(_("quarter"), max_length=7)
    starts_on = models.DateField(_("first day of the quarter"))
    day = models.DateField(_("day"), null=True, blank=True)
    as_of = models.DateTimeField(_("as of"))
    computed_at = models.DateTimeField(_("computed"))
    value = models.FloatField(_("value"), null=True)
    parts = models.JSONField(default=dict)
    slices = models.JSONField(default=dict)
    inputs = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    restates = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects: ClassVar = TenantManager.from_queryset(SnapshotQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "starts_on", "kpi", "as_of", "kind"],
                condition=Q(restates__isnull=True),
                name="one_snapshot_per_kpi_and_moment",
            ),
            models.UniqueConstraint(fields=["restates"], name="one_correction_per_snapshot"),
            models.CheckConstraint(
                condition=Q(restates__isnull=True, reason="")
                | Q(restates__isnull=False) & ~Q(reason=""),
                name="correction_of_snapshot_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(kind=SnapshotKind.DAY, day__isnull=False)
                | Q(kind=SnapshotKind.QUARTER, day__isnull=True),
                name="snapshot_of_a_day_names_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=[
                    *("organization", "starts_on", "kpi"),
                    *("-as_of", "-kind", "-computed_at", "-id"),
                ],
                name="snapshots_by_quarter",
            ),
            models.Index(fields=["organization", "kpi", "-as_of"], name="snapshots_by_kpi"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.day or self.quarter}"

    @property
    def kpi_and_quarter(self) -> str:
        """A name that is unique in one taking."""
        return f"{self.day or self.quarter} {self.kpi}"

    def value_of(self, cut: Cut) -> float | None:
        """The value of a part of the organization; None where nothing was measured."""
        if cut.is_whole:
            return self.value
        found: float | None = self.slices.get(cut.key)
        return found
