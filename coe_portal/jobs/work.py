"""What a worker does for a Job: begin it once, make something, and say what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.errors import DomainError
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.tenancy.clock import zone_here
from coe_portal.tenancy.scope import scope


@dataclass(frozen=True)
class Product:
    """What a job brought: figures, and a file to download where there is one."""

    outcome: dict[str, object] = field(default_factory=dict)
    file_name: str = ""
    content: bytes | File[bytes] = b""
    content_type: str = "application/pdf"


def carry_out(
    job_id: int,
    make: Callable[[Job], Product],
    *,
    organization_id: int,
    afterwards: Callable[[Job], None] | None = None,
) -> None:
    """Run `make`, then keep its product; delivered twice, nothing happens the second time.

    `make` opens its own scopes, so that long work shows its progress and locks nothing meanwhile;
    `afterwards` is called in the transaction that finishes the job, to record and to tell. Times
    are written on the organization's clock.
    A refusal ends the job with its message. Anything else ends it, too, because somebody waits for
    it, and goes on to the log of the worker with a note of which job it was.
    """
    with scope(organization_id):
        job = Job.objects.locked(job_id)
        if job.is_finished:
            return
        running.start(job)
        zone, reference = zone_here(), job.reference
    try:
        with timezone.override(zone):
            product = make(job)
        with scope(organization_id):
            _keep(Job.objects.locked(job_id), product, afterwards)
    except DomainError as error:
        _give_up(organization_id, job_id, str(error))
    except Exception as error:
        error.add_note(f"Job {reference} of organization {organization_id}")
        message = _("This could not be made. Ask for it again, or tell your administrator.")
        _give_up(organization_id, job_id, message)
        raise


def _keep(job: Job, product: Product, afterwards: Callable[[Job], None] | None) -> None:
    running.finish(
        job,
        outcome=product.outcome,
        file_name=product.file_name,
        content=product.content,
        content_type=product.content_type,
    )
    if afterwards is not None:
        afterwards(job)


def _give_up(organization_id: int, job_id: int, message: str) -> None:
    with scope(organization_id):
        running.fail(Job.objects.locked(job_id), message)
