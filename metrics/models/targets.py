"""What an organization wants its KPIs to be, since when, and who answers for them."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from metrics.logic.standing import Bands


class KpiTargetQuerySet(TenantQuerySet["KpiTarget"]):
    def in_force(self, day: dt.date) -> KpiTargetQuerySet:
        """The one of each KPI that counts on a day: the newest of those since then."""
        return self.filter(since__lte=day).order_by("kpi", "-since", "-pk").distinct("kpi")


class KpiTarget(FrozenModel):
    """Target and bands of a KPI from a day on; a row without them takes the portal's own again."""

    kpi = models.CharField(_("KPI"), max_length=60)
    since = models.DateField(_("from"))
    target = models.FloatField(_("target"), null=True, blank=True)
    good = models.FloatField(_("good from"), null=True, blank=True)
    fair = models.FloatField(_("fair from"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    set_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(KpiTargetQuerySet)()

    class Meta:
        ordering = ("-since", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(target__isnull=True, good__isnull=True, fair__isnull=True)
                | Q(target__isnull=False, good__isnull=False, fair__isnull=False),
                name="target_has_bands",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "kpi", "-since", "-id"], name="targets_by_kpi"),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.since}"

    @property
    def bands(self) -> Bands | None:
        """What the row says; None where it takes the portal's own again."""
        if self.target is None or self.good is None or self.fair is None:
            return None
        return Bands(self.target, self.good, self.fair)


class KpiOwner(TenantModel):
    """The member who answers for a KPI: explains it, and enters its readings. None for nobody."""

    kpi = models.CharField(_("KPI"), max_length=60)
    member = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="kpis"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "kpi"], name="one_owner_per_kpi"),
        ]

    def __str__(self) -> str:
        return self.kpi
