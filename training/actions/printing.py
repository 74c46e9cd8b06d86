"""Ask for a certificate on paper: a worker prints it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from training import declarations as told
from training.models.certificates import Certificate
from training.permissions import VIEW_CERTIFICATE
from training.queries.printing import KIND


@transaction.atomic
def request_print(certificate: Certificate, *, actor: Actor) -> Job:
    """Queue the printing; whoever calls it sends the task and shows the job."""
    require(actor, VIEW_CERTIFICATE.code, certificate)
    job = running.queue(
        KIND,
        _("Certificate %(reference)s as PDF") % {"reference": certificate.reference},
        actor=actor,
        subject=certificate,
        total=1,
        permission=VIEW_CERTIFICATE.code,
    )
    record(told.CERTIFICATE_PRINTED, certificate, actor=actor, after={"job": job.reference})
    return job
