"""What is written about a version: cards, datasheets, evaluations, plans."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from registry.choices import DocumentKind, DocumentResult
from registry.models.models import ModelVersion


class ModelDocumentQuerySet(TenantQuerySet["ModelDocument"]):
    def current(self) -> Self:
        """Not replaced by a newer one and not taken back."""
        return self.filter(ended_at__isnull=True)

    def valid_on(self, day: dt.date) -> Self:
        """Current, and not past their last day."""
        return self.current().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class ModelDocument(TenantModel):
    """One document of a version: a file or an address, with what it came to.

    A newer one of the same kind replaces it; the old row stays. `content` is for documents that
    the portal itself reads, such as a structured model card.
    """

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("document"), max_length=12, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("what it says"), max_length=4000, blank=True)
    result = models.CharField(
        _("result"),
        max_length=8,
        choices=DocumentResult,
        default=DocumentResult.NONE,
        blank=True,
    )
    url = models.CharField(_("address"), max_length=1000, blank=True)
    attachment = models.ForeignKey(
        Attachment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    content = models.JSONField(default=dict, blank=True)
    digest = models.CharField(_("SHA-256"), max_length=64, blank=True)
    made_on = models.DateField(_("made on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(_("added"), default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ModelDocumentQuerySet)()

    class Meta:
        ordering = ("kind", "-added_at", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"],
                condition=Q(ended_at__isnull=True),
                name="one_current_document_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    def get_absolute_url(self) -> str:
        version = self.version
        return org_url(
            "registry:document",
            reference=version.model.reference,
            number=version.number,
            document=self.pk,
        )

    @property
    def is_current(self) -> bool:
        return self.ended_at is None
