"""A drift review as a PDF: asked for here, made by a worker, kept as a Job."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from registry.declarations import monitoring as told
from registry.models.monitoring import DriftReview
from registry.permissions.monitoring import VIEW_MONITORING

DRIFT_FILE: Final = "registry.drift_review_pdf"
"""The kind of its jobs."""


@transaction.atomic
def request_print(review: DriftReview, *, actor: Actor) -> Job:
    """Queue the making of a PDF; the caller sends its task."""
    require(actor, VIEW_MONITORING.code, review)
    title = _("%(review)s as PDF") % {"review": review.subject_label}
    job = running.queue(
        DRIFT_FILE, title, actor=actor, subject=review, permission=VIEW_MONITORING.code
    )
    record(told.DRIFT_REVIEW_PRINTED, review, actor=actor, after={"job": job.reference})
    return job


@transaction.atomic
def note_print(job: Job) -> None:
    """The file is made: its hash stands in the trail."""
    review: DriftReview = subject_of(job)
    after = {"job": job.reference, "sha256": job.file_sha256}
    record(told.DRIFT_REVIEW_FILE_MADE, review, actor=Actor.system("drift-review"), after=after)
