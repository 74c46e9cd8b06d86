"""How long an organization keeps what its running models sent."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel

FEWEST_MONTHS, MOST_MONTHS = 7, 120


class RetentionQuerySet(TenantQuerySet["ObservationRetention"]):
    def months_kept(self) -> int | None:
        """How many months the organization keeps; None: for good."""
        stored = self.first()
        return None if stored is None else stored.months


class ObservationRetention(TenantModel):
    """The months for which observations are kept; without the row, or empty, for good.

    Two windows of the longest monitor, one compared with the other, are half a year: fewer months
    would take away what is still compared.
    """

    months = models.PositiveSmallIntegerField(
        _("months kept"),
        null=True,
        blank=True,
        validators=[MinValueValidator(FEWEST_MONTHS), MaxValueValidator(MOST_MONTHS)],
    )

    objects: ClassVar = TenantManager.from_queryset(RetentionQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_retention_of_observations"),
            models.CheckConstraint(
                condition=Q(months__isnull=True) | Q(months__range=(FEWEST_MONTHS, MOST_MONTHS)),
                name="observations_outlive_their_windows",
            ),
        ]

    def __str__(self) -> str:
        return "" if self.months is None else str(self.months)
