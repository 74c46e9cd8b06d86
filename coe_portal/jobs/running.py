"""The life of a Job: queued, started, in progress, finished or failed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.models import Job, JobState
from coe_portal.tenancy.files import follow_transaction
from coe_portal.tenancy.references import next_number


def queue(
    kind: str,
    title: str,
    *,
    actor: Actor,
    subject: models.Model | None = None,
    total: int = 0,
    permission: str = "",
) -> Job:
    """A new Job; the caller hands it over to its task."""
    return Job.objects.create(
        number=next_number(Job.PREFIX),
        kind=kind,
        title=title[:255],
        total=total,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        requested_by=actor.membership,
        permission=permission,
    )


def hand_over(job: Job, task: Any, **arguments: Any) -> None:
    """Send the task of a queued job on commit.

    What was sent is kept with the job: if nobody takes it up, the clock sends it again.
    """
    job.task, job.arguments = task.name, arguments
    job.save(update_fields=["task", "arguments", "updated_at"])
    task.send(**arguments)


def overtake(job: Job | None) -> None:
    """Another job takes the place of this one, if it is not done: it is not to be done any more."""
    if job is not None and not job.is_finished:
        fail(job, _("Another try took its place."))


def start(job: Job, *, total: int | None = None) -> Job:
    """Mark as running; a job that a killed worker left behind starts again.

    Start and progress are the signs of life by which `coe_portal.jobs.tasks` finds lost jobs.
    """
    job.state = JobState.RUNNING
    job.finished_at = None
    job.started_at = job.started_at or timezone.now()
    job.total = job.total if total is None else total
    job.message = ""
    job.save(update_fields=["state", "started_at", "finished_at", "total", "message", "updated_at"])
    return job


def progress(job: Job, *, done: int, message: str = "") -> None:
    """Tell how far it is."""
    job.done = done
    job.message = message
    job.save(update_fields=["done", "message", "updated_at"])


def finish(
    job: Job,
    *,
    outcome: dict[str, object] | None = None,
    file_name: str = "",
    content: bytes | File[bytes] = b"",
    content_type: str = "",
) -> Job:
    """Mark as done, with figures and a file to download."""
    job.state = JobState.SUCCEEDED
    job.finished_at = timezone.now()
    job.done = job.total
    job.message = ""
    job.outcome = outcome or {}
    if content:
        job.file_name = file_name
        job.content_type = content_type
        file: File[bytes] = ContentFile(content) if isinstance(content, bytes) else content
        job.file_size = file.size
        job.file_sha256 = _sha256(file)
        job.file.save(file_name, file, save=False)
        follow_transaction(job.file.storage, str(job.file.name))
    job.save()
    return job


def _sha256(file: File[bytes]) -> str:
    """Read in chunks: an export may be larger than memory."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def fail(job: Job, message: str) -> Job:
    """Mark as failed, with a message that says what to do."""
    job.state = JobState.FAILED
    job.finished_at = timezone.now()
    job.message = message
    job.save(update_fields=["state", "finished_at", "message", "updated_at"])
    return job
