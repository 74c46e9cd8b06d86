"""Request a case file and build it: a Job and two events around assemble, print and store.

Each step of building has a transaction of its own: the facts are gathered in one consistent
reading, and nothing is locked while the pages are laid out.
"""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit import permissions
from coe_portal.audit.pack import declarations, pdf
from coe_portal.audit.pack.assemble import CaseFile, assemble
from coe_portal.audit.recording import record
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.models import TenantModel
from coe_portal.tenancy.scope import scope

KIND = "audit-pack"
STEPS = 3


@transaction.atomic
def request_pack(subject: TenantModel, *, actor: Actor) -> Job:
    """Queue the making of `subject`'s case file; the caller's screen shows the Job."""
    require(actor, permissions.EXPORT.code, subject)
    job = running.queue(
        KIND,
        _("Audit pack of %(subject)s") % {"subject": subject.subject_label},
        actor=actor,
        subject=subject,
        total=STEPS,
        permission=permissions.EXPORT.code,
    )
    record(declarations.PACK_REQUESTED, subject, actor=actor, after={"job": job.reference})
    return job


def build_pack(organization_id: int, job_id: int) -> None:
    """Gather, print and store, each in a transaction of its own; delivered twice: once."""
    carry_out(job_id, _make, organization_id=organization_id, afterwards=_tell)


def _make(job: Job) -> Product:
    case_file = _gather(job)
    return Product(
        outcome={"evidence_sha256": case_file.evidence_digest},
        file_name=_file_name(case_file),
        content=pdf.render(case_file),
    )


def _gather(job: Job) -> CaseFile:
    with scope(job.organization_id):
        asker = job.requested_by
        case_file = assemble(
            _subject(job),
            requested_by="" if asker is None else asker.display_name,
            at=timezone.now(),
        )
        running.progress(job, done=1, message=_("Laying out the pages"))
    return case_file


def _tell(job: Job) -> None:
    subject, actor = _subject(job), Actor.system("audit-pack")
    figures = {"job": job.reference, "sha256": job.file_sha256, "bytes": job.file_size}
    record(declarations.PACK_BUILT, subject, actor=actor, after=figures)
    if job.requested_by is not None:
        context = {"subject": subject.subject_label}
        notify(declarations.PACK_READY, [job.requested_by], job, context=context)


def _subject(job: Job) -> TenantModel:
    model = apps.get_model(job.subject_type)
    subject: TenantModel = model._default_manager.get(pk=job.subject_id)
    return subject


def _file_name(case_file: CaseFile) -> str:
    name = slugify(case_file.reference or case_file.subject.label)
    return f"{name.upper()}-audit-pack-{case_file.generated_at:%Y-%m-%d}.pdf"
