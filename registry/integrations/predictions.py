"""The way of a file of predictions: looked at when it comes, counted by a worker."""

from __future__ import annotations

from typing import IO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.errors import InvalidInput, RuleViolation
from coe_portal.importing.files import file_digest, local_copy
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.scope import scope
from registry.actions.fairness import KILOBYTE, PredictionsUpload, keep_findings
from registry.choices import FairnessMeasure
from registry.integrations.fairness import measured
from registry.logic.fairness import Findings, Plan
from registry.logic.prediction_files import MOST_BYTES, FileError, Head, Tally, head_of, tally_of
from registry.models.fairness import FairnessAssessment


def looked_at(file: UploadedFile[bytes]) -> PredictionsUpload:
    """An upload with its columns.

    Raises:
        InvalidInput: it is too large, or no table.
    """
    if (file.size or 0) > MOST_BYTES:
        size = {"most": MOST_BYTES // KILOBYTE**2}
        raise _refused(_("A file has at most %(most)d MB.") % size)
    with local_copy(file) as path:
        digest = file_digest(path)
        with path.open("rb") as content:
            head = _head(content)
    return PredictionsUpload(
        file_name=file.name or "predictions.csv",
        sha256=digest,
        size=file.size or 0,
        columns=head.columns,
        content=file,
    )


def first_rows(assessment: FairnessAssessment) -> Head | None:
    """The first rows of a file that is still there."""
    if not assessment.file:
        return None
    with local_copy(assessment.file) as path, path.open("rb") as content:
        return _head(content)


def _head(content: IO[bytes]) -> Head:
    try:
        return head_of(content)
    except FileError as error:
        raise _refused(in_words(error)) from error


def _refused(message: str) -> InvalidInput:
    return InvalidInput(_("This file cannot be used."), errors={"file": [message]})


def in_words(error: FileError) -> str:
    """What is wrong with a file, in the reader's language."""
    return _(error.text) % error.parameters if error.parameters else _(error.text)


def assess(organization_id: int, job_id: int) -> None:
    """Count, measure, and keep what was found together with the end of the job."""
    found: list[Findings] = []

    def make(job: Job) -> Product:
        found.append(_findings(job))
        return Product(outcome={"rows": found[0].rows, "passed": found[0].passed})

    def keep(job: Job) -> None:
        assessment = FairnessAssessment.objects.select_related("version__model").get(job=job)
        keep_findings(assessment, found[0], actor=_asked_by(job))

    carry_out(job_id, make, organization_id=organization_id, afterwards=keep)


def _asked_by(job: Job) -> Actor:
    """Who asked for it, with the rights that they have by now."""
    if job.requested_by is None:
        return Actor.system("fairness")
    return Actor.member(job.requested_by)


def _findings(job: Job) -> Findings:
    with scope(job.organization_id):
        assessment = FairnessAssessment.objects.get(job=job)
    try:
        tally = _counted(assessment, job)
    except FileError as error:
        raise RuleViolation(in_words(error)) from error
    limits = {FairnessMeasure(name): limit for name, limit in assessment.limits.items()}
    return measured(tally, limits, assessment.minimum)


def _counted(assessment: FairnessAssessment, job: Job) -> Tally:
    """Every row, and a sign of life now and then."""
    with local_copy(assessment.file) as path, path.open("rb") as content:

        def told(rows: int) -> None:
            message = _("%(rows)d rows read") % {"rows": rows}
            with scope(job.organization_id):
                running.progress(job, done=content.tell() // KILOBYTE, message=message)

        return tally_of(content, Plan.of(assessment.plan), progress=told)
