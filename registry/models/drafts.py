"""Documents that are being written: one draft of each kind for a version."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import TenantModel
from registry.choices import DocumentKind
from registry.models.models import ModelVersion


class DocumentDraft(TenantModel):
    """What is written and not published yet; it goes when it is published.

    `revisions` counts the saves of each part: a writer who read an older text is told, not
    overwritten.
    """

    version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(_("document"), max_length=12, choices=DocumentKind)
    content = models.JSONField(default=dict)
    revisions = models.JSONField(default=dict)
    changed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("kind",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "kind"], name="one_draft_per_document_of_a_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.version}"
