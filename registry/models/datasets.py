"""Datasets of the catalogue: what they are, who keeps them, and until when they may be kept."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import BusinessUnit
from registry.choices import DataClass, DatasetState, LegalBasis, PersonalData
from registry.models.reviewed import Reviewed, ReviewedQuerySet


class DatasetQuerySet(ReviewedQuerySet["Dataset"]):
    def visible_to(self, member: Membership) -> Self:
        """The catalogue is open to all who work in the organization; the data are not."""
        return self if member.is_current() else self.none()

    def available(self) -> Self:
        """Neither withdrawn nor deleted: versions may be made from it."""
        return self.filter(state=DatasetState.AVAILABLE)

    def kept(self) -> Self:
        """Not deleted: the data are still there."""
        return self.exclude(state=DatasetState.DELETED)

    def to_delete_by(self, day: dt.date) -> Self:
        """Still there, and to be deleted on this day or before."""
        return self.kept().filter(delete_by__lte=day)

    def matching(self, text: str) -> Self:
        """By reference, or by words of name, description and source."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(
            Q(name__icontains=words) | Q(description__icontains=words) | Q(source__icontains=words)
        )

    def with_people(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("steward__user", "unit")


class Dataset(Reviewed):
    """What versions are made from. Its rows live elsewhere; here stands what is to be known of it.

    `columns` and `files` are rows as registry/logic/dataset_lines.py writes them. Only
    registry/actions/datasets.py writes `state`.
    """

    PREFIX = "DS"

    MAX_NAME = 200

    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=MAX_NAME)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    steward = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="kept_datasets",
        verbose_name=_("steward"),
    )
    unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="datasets",
        verbose_name=_("business unit"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=DatasetState, default=DatasetState.AVAILABLE
    )
    state_note = models.TextField(_("why"), max_length=2000, blank=True)
    # Stays when the data are then deleted: what was made from them is marked all the same.
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    classification = models.CharField(_("classification"), max_length=12, choices=DataClass)
    personal_data = models.CharField(
        _("personal data"), max_length=12, choices=PersonalData, default=PersonalData.NONE
    )
    personal_note = models.TextField(_("which personal data"), max_length=2000, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=16, choices=LegalBasis, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    location = models.CharField(_("where it is kept"), max_length=500, blank=True)
    access = models.TextField(_("how to get access"), max_length=2000, blank=True)
    citation = models.TextField(_("how to cite it"), max_length=4000, blank=True)
    version = models.CharField(_("version"), max_length=60, blank=True)
    digest = models.CharField(_("digest"), max_length=200, blank=True)
    published_on = models.DateField(_("published"), null=True, blank=True)
    rows = models.PositiveBigIntegerField(_("rows"), null=True, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    retention = models.CharField(_("retention"), max_length=200, blank=True)
    delete_by = models.DateField(_("delete by"), null=True, blank=True)
    columns = models.JSONField(default=list, blank=True)
    files = models.JSONField(default=list, blank=True)
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(DatasetQuerySet)()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_dataset_per_number"
            ),
            models.UniqueConstraint(
                F("organization"),
                Lower("name"),
                condition=~Q(state="deleted"),
                name="one_dataset_per_name",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_dataset_has_a_name"),
            models.CheckConstraint(
                condition=Q(state="available") | ~Q(state_note=""),
                name="datasets_leave_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="available", withdrawn_at__isnull=True)
                    | Q(state="withdrawn", withdrawn_at__isnull=False)
                    | Q(state="deleted")
                ),
                name="withdrawn_datasets_say_when",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "delete_by"],
                condition=Q(delete_by__isnull=False) & ~Q(state="deleted"),
                name="datasets_by_deletion",
            ),
            models.Index(fields=["organization", "steward"], name="datasets_by_steward"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_available(self) -> bool:
        return self.state == DatasetState.AVAILABLE

    @property
    def is_kept_too_long(self) -> bool:
        """Its data are still there though they should be deleted."""
        is_past = self.delete_by is not None and self.delete_by < today_here()
        return is_past and self.state != DatasetState.DELETED

    def get_absolute_url(self) -> str:
        return org_url("registry:dataset", reference=self.reference)
