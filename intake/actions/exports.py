"""Ask for the whole portfolio as a file; a worker makes it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from intake.declarations import EXPORT_REQUESTED

EXPORT = "intake.export"


@transaction.atomic
def request_export(query: str, *, actor: Actor) -> Job:
    """Queue the export of what the filters of an address leave; the caller sends its task."""
    require(actor, "intake.view")
    job = running.queue(EXPORT, _("Portfolio with answers"), actor=actor, permission="intake.view")
    record(EXPORT_REQUESTED, job, actor=actor, after={"filters": query})
    return job
