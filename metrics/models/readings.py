"""Numbers that the portal cannot compute and people or programs enter."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, FrozenModel
from coe_portal.tenancy.references import Referenced


class KpiReadingQuerySet(TenantQuerySet["KpiReading"]):
    def newest(self) -> KpiReadingQuerySet:
        """The last word on each day: without what was corrected or withdrawn and entered anew."""
        later = KpiReading.objects.filter(replaces=OuterRef("pk"))
        return self.filter(~Exists(later))

    def counting(self) -> KpiReadingQuerySet:
        """Newest ones that were not withdrawn."""
        return self.newest().filter(value__isnull=False)

    def between(self, first: dt.date, last: dt.date) -> KpiReadingQuerySet:
        return self.filter(day__range=(first, last))


class KpiReading(Referenced, FrozenModel):
    """A value of a KPI on a day, for the whole organization or one of its units.

    A correction is a new row that `replaces` the old one; without a value it withdraws it.
    """

    PREFIX = "READ"

    number = models.PositiveIntegerField()
    kpi = models.CharField(_("KPI"), max_length=60)
    unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("business unit"),
    )
    day = models.DateField(_("day"))
    value = models.FloatField(_("value"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    entered_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )

    objects: ClassVar = TenantManager.from_queryset(KpiReadingQuerySet)()

    class Meta:
        ordering = ("-day", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_reading_per_number"
            ),
            models.UniqueConstraint(fields=["replaces"], name="one_correction_per_reading"),
        ]
        indexes = [
            models.Index(fields=["organization", "kpi", "-day"], name="readings_by_kpi"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.kpi} {self.day}"

    @property
    def subject_label(self) -> str:
        return str(self)
