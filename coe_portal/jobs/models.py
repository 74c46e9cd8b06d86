"""A piece of long work that somebody waits for: an import, an export, a pack."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet


class JobState(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    FAILED = "failed", _("Failed")


def job_file_path(job: Job, name: str) -> str:
    """Private storage, by organization."""
    return f"organizations/{job.organization_id}/jobs/{job.number}/{name}"


class JobQuerySet(ReferencedQuerySet["Job"]):
    def unfinished(self) -> JobQuerySet:
        """Waiting or running."""
        return self.filter(state__in=[JobState.QUEUED, JobState.RUNNING])

    def overlooked(self, since: datetime) -> JobQuerySet:
        """Waiting, and neither taken up nor sent again since then."""
        return self.filter(state=JobState.QUEUED, updated_at__lt=since)

    def silent(self, since: datetime) -> JobQuerySet:
        """Running, but not heard of since then: start and progress write the time."""
        return self.filter(state=JobState.RUNNING, updated_at__lt=since)


class Job(Referenced, TenantModel):
    """`done` of `total` steps; `outcome` holds figures, `file` what can be downloaded."""

    PREFIX = "J"

    number = models.PositiveBigIntegerField(editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.TextField(blank=True)
    outcome = models.JSONField(default=dict)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    file = models.FileField(upload_to=job_file_path, blank=True, max_length=255)
    file_name = models.CharField(max_length=255, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(default=0)
    content_type = models.CharField(max_length=100, blank=True)
    requested_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="jobs"
    )
    # The permission that opens the result, besides being the one who asked for it.
    permission = models.CharField(max_length=80, blank=True)
    # What does it: the name of a task with its arguments, to be sent again if that is lost.
    task = models.CharField(max_length=100, blank=True)
    arguments = models.JSONField(default=dict, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(JobQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_job_per_number"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "requested_by", "-created_at"], name="jobs_by_member"
            ),
            models.Index(
                fields=["organization", "subject_type", "subject_id", "-created_at"],
                name="jobs_by_subject",
            ),
            models.Index(
                fields=["organization", "updated_at"],
                condition=models.Q(state=JobState.RUNNING),
                name="jobs_running",
            ),
            models.Index(
                fields=["organization", "updated_at"],
                condition=models.Q(state=JobState.QUEUED),
                name="jobs_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def subject_label(self) -> str:
        return str(self)

    def get_absolute_url(self) -> str:
        return org_url("jobs:job", reference=self.reference)

    @property
    def is_running(self) -> bool:
        return self.state == JobState.RUNNING

    @property
    def is_finished(self) -> bool:
        return self.state in {JobState.SUCCEEDED, JobState.FAILED}

    @property
    def percent(self) -> int:
        """0 to 100, 100 only when it succeeded."""
        if self.state == JobState.SUCCEEDED:
            return 100
        return min(99, 100 * self.done // self.total) if self.total else 0
