"""Decision rights and the RACI chart: dated versions that are written once."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel
from governance.choices import OperatingModel
from governance.logic.rights import Rights, parse_holders

RowT = TypeVar("RowT", bound=models.Model)


class DatedQuerySet(TenantQuerySet[RowT]):
    """Versions that take effect on a day."""

    def on(self, day: dt.date) -> RowT | None:
        """The version in force on a day, or None before there was one."""
        return self.filter(effective_on__lte=day).order_by("-effective_on", "-version").first()

    def newest_first(self) -> Self:
        return self.order_by("-version")


class DecisionRightsQuerySet(DatedQuerySet["DecisionRights"]):
    """Versions of who decides what."""


class RaciChartQuerySet(DatedQuerySet["RaciChart"]):
    """Versions of who is responsible, accountable, consulted and informed."""


class Dated(FrozenModel):
    """A version, from when on it counts, and who published it why."""

    version = models.PositiveIntegerField()
    effective_on = models.DateField(_("in force from"))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=255)

    class Meta:
        abstract = True


class DecisionRights(Dated):
    """Who holds reviews: `cells` {tier: {gate: holder}}, `units` {unit id: the same, in part}."""

    model = models.CharField(_("operating model"), max_length=12, choices=OperatingModel)
    cells = models.JSONField()
    units = models.JSONField(default=dict)

    objects: ClassVar = TenantManager.from_queryset(DecisionRightsQuerySet)()

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version"], name="one_version_of_rights_per_number"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Decision rights, version %(version)d") % {"version": self.version})

    @property
    def rights(self) -> Rights:
        """The version as the rules read it."""
        return Rights(
            OperatingModel(self.model),
            parse_holders(self.cells),
            {int(unit): parse_holders(cells) for unit, cells in self.units.items()},
        )


class RaciChart(Dated):
    """The chart: `rows` [{activity, responsible, accountable, consulted, informed}]."""

    rows = models.JSONField()

    objects: ClassVar = TenantManager.from_queryset(RaciChartQuerySet)()

    class Meta:
        ordering = ("-version",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version"], name="one_raci_chart_per_version"
            ),
        ]

    def __str__(self) -> str:
        return str(_("RACI, version %(version)d") % {"version": self.version})
