"""The report of an audit as a PDF: asked for here, made by a worker, kept as a Job."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from governance.declarations import audits as told
from governance.models.audits import Audit
from governance.permissions.audits import VIEW_AUDIT

KIND = "audit-report"


@transaction.atomic
def request_report(audit: Audit, *, actor: Actor) -> Job:
    """Queue the report; the caller sends the task and shows the Job."""
    require(actor, VIEW_AUDIT.code, audit)
    title = _("Report of %(audit)s") % {"audit": audit.reference}
    job = running.queue(KIND, title, actor=actor, subject=audit, permission=VIEW_AUDIT.code)
    after = {"job": job.reference}
    record(told.REPORT_REQUESTED, audit, actor=actor, after=after, root=audit.use_case)
    return job


@transaction.atomic
def note_report(job: Job) -> None:
    """The report is made: its hash stands in the trail."""
    audit: Audit = subject_of(job)
    after = {"job": job.reference, "sha256": job.file_sha256}
    actor = Actor.system("audit-report")
    record(told.REPORT_MADE, audit, actor=actor, after=after, root=audit.use_case)
