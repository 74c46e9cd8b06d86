"""What people add to any object of the portal."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel


class SubjectQuerySet(TenantQuerySet[models.Model]):
    def about(self, subject: models.Model) -> SubjectQuerySet:
        """What belongs to one object, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by(
            "created_at", "pk"
        )


class Comment(TenantModel):
    """Plain text by a member about an object; removed ones keep their place."""

    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="comments")
    body = models.TextField(_("comment"), max_length=5000)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(SubjectQuerySet)()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "subject_type", "subject_id", "created_at"],
                name="comments_by_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.body[:80]


def attachment_path(attachment: Attachment, _name: str) -> str:
    """Private storage, by organization and content: the name that people see is in the row."""
    return f"organizations/{attachment.organization_id}/attachments/{attachment.sha256}"


class Attachment(TenantModel):
    """A file about an object: capped, its type read from its content, with SHA-256."""

    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    # Which part of the object, such as a section of a draft.
    part = models.CharField(max_length=60, blank=True)
    file = models.FileField(upload_to=attachment_path, max_length=255)
    name = models.CharField(max_length=255)
    description = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="attachments"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(SubjectQuerySet)()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "subject_type", "subject_id", "created_at"],
                name="attachments_by_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SavedView(TenantModel):
    """A list's filters, sort and columns under a name."""

    owner = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=80)
    name = models.CharField(_("name"), max_length=100)
    query = models.CharField(max_length=2000)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "page", "name"], name="one_saved_view_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
