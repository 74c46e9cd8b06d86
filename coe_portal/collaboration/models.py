"""What people add to any object of the portal."""

from __future__ import annotations

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.collaboration import subjects
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel

RowT = TypeVar("RowT", bound=models.Model)


class SubjectQuerySet(TenantQuerySet[RowT]):
    """Rows about any object."""

    def present(self) -> Self:
        """Not removed."""
        return self.filter(removed_at__isnull=True)

    def about(self, subject: models.Model) -> Self:
        """What belongs to one object, oldest first."""
        return self.filter(subject_type=subject._meta.label_lower, subject_id=subject.pk).order_by(
            "created_at", "pk"
        )


class CommentQuerySet(SubjectQuerySet["Comment"]):
    """Comments."""

    def of_part(self, part: str) -> Self:
        """The thread of one part; empty for that of the whole object."""
        return self.filter(part=part)

    def count_by_part(self, subject: models.Model) -> dict[str, int]:
        """How many were written beside each part of an object, and not removed."""
        rows = self.present().filter(subject_type=subject._meta.label_lower, subject_id=subject.pk)
        counted = rows.exclude(part="").values_list("part").annotate(models.Count("pk"))
        return dict(counted.order_by())


class AttachmentQuerySet(SubjectQuerySet["Attachment"]):
    """Files."""


class Comment(TenantModel):
    """Plain text by a member about an object; removed ones keep their place."""

    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    # Which part of the object, such as one answer of a packet; empty for the whole.
    part = models.CharField(max_length=60, blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="comments")
    body = models.TextField(_("comment"), max_length=5000)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(CommentQuerySet)()

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

    objects: ClassVar = TenantManager.from_queryset(AttachmentQuerySet)()

    class Meta:
        indexes = [
            models.Index(
                fields=["organization", "subject_type", "subject_id", "created_at"],
                name="attachments_by_subject",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "subject_type", "subject_id", "part", "sha256"],
                condition=models.Q(removed_at__isnull=True),
                name="each_file_once_on_its_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the file is downloaded, by who may see its subject."""
        return self.address(subjects.subject_of(self.subject_type, self.subject_id))

    def address(self, subject: Any) -> str:
        """The same for a subject that is at hand, without a query."""
        key = subjects.kind_of(subject).key
        return org_url(
            "collaboration:download", kind=key, reference=subject.reference, sha256=self.sha256
        )


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
