"""Readings of the anti-pattern radar, and from where on an organization wants to be warned."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from metrics.logic.antipatterns import Thresholds


class RadarReadingQuerySet(TenantQuerySet["RadarReading"]):
    def newest(self) -> RadarReading | None:
        """The newest reading, if there is one."""
        return self.order_by("-taken_at", "-pk").first()


class RadarReading(FrozenModel):
    """What all signals showed at one moment.

    `signals` is {code: {value, rows, watch, present}}: the thresholds are those of that moment, so
    that an old reading says what it said then.
    """

    taken_at = models.DateTimeField(_("taken"))
    signals = models.JSONField(default=dict)

    objects: ClassVar = TenantManager.from_queryset(RadarReadingQuerySet)()

    class Meta:
        ordering = ("-taken_at", "-id")
        indexes = [
            models.Index(fields=["organization", "-taken_at"], name="radar_readings_by_time"),
        ]

    def __str__(self) -> str:
        return str(_("Radar of %(day)s") % {"day": f"{self.taken_at:%Y-%m-%d}"})

    def get_absolute_url(self) -> str:
        return org_url("metrics:health")


class RadarThresholdQuerySet(TenantQuerySet["RadarThreshold"]):
    def by_signal(self) -> dict[str, Thresholds]:
        """What the organization has set, by the code of the signal."""
        return {row.signal: row.limits for row in self}


class RadarThreshold(TenantModel):
    """From where an organization watches a signal; without a row the shipped values hold."""

    signal = models.CharField(_("signal"), max_length=60)
    watch = models.FloatField(_("watch from"))
    present = models.FloatField(_("present from"))
    set_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = TenantManager.from_queryset(RadarThresholdQuerySet)()

    class Meta:
        ordering = ("signal",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "signal"], name="one_threshold_per_signal"
            ),
            models.CheckConstraint(
                condition=~Q(watch=F("present")), name="a_signal_is_watched_before_it_is_present"
            ),
        ]

    def __str__(self) -> str:
        return self.signal

    @property
    def limits(self) -> Thresholds:
        """As the rules read it."""
        return Thresholds(self.watch, self.present)
