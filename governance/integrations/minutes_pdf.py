"""Approved minutes to print, with the same as data inside, made by a worker."""

from __future__ import annotations

from django.template.loader import render_to_string

from coe_portal.accounts.actor import Actor
from coe_portal.audit.chain import canonical_json
from coe_portal.audit.pack import pdf
from coe_portal.audit.recording import record
from coe_portal.jobs.models import Job
from coe_portal.jobs.permissions import subject_of
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.declarations import meetings as told
from governance.models.meetings import Meeting, Minutes
from governance.queries.minutes import in_words


def print_minutes(minutes: Minutes, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    context = {
        "minutes": minutes,
        "content": in_words(minutes.content),
        "organization": organization,
    }
    return pdf.print_html(
        render_to_string("governance/meetings/pdf.html", context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="minutes.json",
            description="The minutes as data",
            text=canonical_json(minutes.content),
            at=minutes.approved_at,
        ),
    )


def build_file(organization_id: int, job_id: int) -> None:
    """Print the minutes of a job and store them."""
    carry_out(job_id, _make, organization_id=organization_id, afterwards=_note)


def _make(job: Job) -> Product:
    with scope(job.organization_id):
        organization = Organization.objects.get(pk=job.organization_id)
        minutes = _minutes_of(job)
    return Product(
        outcome={"minutes_sha256": minutes.digest},
        file_name=f"{minutes.meeting.reference}-minutes.pdf",
        content=print_minutes(minutes, organization),
    )


def _note(job: Job) -> None:
    figures = {"job": job.reference, "sha256": job.file_sha256, "bytes": job.file_size}
    meeting: Meeting = subject_of(job)
    record(told.MINUTES_PRINTED, meeting, actor=Actor.system("minutes"), after=figures)


def _minutes_of(job: Job) -> Minutes:
    rows = Minutes.objects.select_related("meeting__board", "approved_by__user")
    found: Minutes = rows.get(meeting=job.subject_id)
    return found
