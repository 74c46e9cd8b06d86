"""A chargeback statement as a PDF: asked for here, made by a worker, kept as a Job."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from metrics.declarations import costs as told
from metrics.models.chargebacks import Statement
from metrics.permissions.costs import READ_CHARGEBACK

STATEMENT_FILE: Final = "metrics.chargeback_pdf"
"""The kind of its jobs."""


@transaction.atomic
def request_print(statement: Statement, *, actor: Actor) -> Job:
    """Queue the making of a PDF; the caller sends its task.

    Raises:
        InvalidTransition: it is a draft.
    """
    require(actor, READ_CHARGEBACK.code, statement)
    if not statement.is_issued:
        raise InvalidTransition(_("Only what was issued is printed."))
    title = _("%(statement)s as PDF") % {"statement": statement.subject_label}
    job = running.queue(
        STATEMENT_FILE, title, actor=actor, subject=statement, permission=READ_CHARGEBACK.code
    )
    record(told.STATEMENT_PRINTED, statement, actor=actor, after={"job": job.reference})
    return job


@transaction.atomic
def note_print(job: Job) -> None:
    """The file is made: its hash stands in the trail."""
    statement: Statement = subject_of(job)
    after = {"job": job.reference, "sha256": job.file_sha256}
    record(told.STATEMENT_FILE_MADE, statement, actor=Actor.system("chargebacks"), after=after)
