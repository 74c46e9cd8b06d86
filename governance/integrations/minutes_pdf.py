"""Approved minutes to print, with the same as data inside, made by a worker."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.audit.chain import canonical_json
from coe_portal.audit.pack import pdf
from coe_portal.audit.recording import record
from coe_portal.errors import DomainError
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.declarations import meetings as told
from governance.models.meetings import Meeting, Minutes
from governance.queries.minutes import in_words

STYLESHEET = "css/minutes_pdf.css"


def print_minutes(minutes: Minutes, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    context = {
        "minutes": minutes,
        "content": in_words(minutes.content),
        "organization": organization,
    }
    with timezone.override(ZoneInfo(organization.timezone)):
        html = render_to_string("governance/meetings/pdf.html", context)
    return pdf.print_html(
        html,
        STYLESHEET,
        embedded=pdf.Embedded(
            name="minutes.json",
            description="The minutes as data",
            text=canonical_json(minutes.content),
            at=minutes.approved_at,
        ),
    )


def build_file(organization_id: int, job_id: int) -> None:
    """Print and store. Opens its own scopes; delivered twice, it does nothing the second time."""
    with scope(organization_id):
        job = Job.objects.locked(job_id)
        if job.is_finished:
            return
        running.start(job)
    try:
        _print(organization_id, job_id)
    except DomainError as error:
        with scope(organization_id):
            running.fail(Job.objects.locked(job_id), str(error))


def _print(organization_id: int, job_id: int) -> None:
    with scope(organization_id):
        organization = Organization.objects.get(pk=organization_id)
        minutes = _minutes_of(Job.objects.get(pk=job_id))
    content = print_minutes(minutes, organization)
    with scope(organization_id):
        job = Job.objects.locked(job_id)
        meeting: Meeting = minutes.meeting
        running.finish(
            job,
            outcome={"minutes_sha256": minutes.digest},
            file_name=f"{meeting.reference}-minutes.pdf",
            content=content,
            content_type="application/pdf",
        )
        figures = {"job": job.reference, "sha256": job.file_sha256, "bytes": job.file_size}
        record(told.MINUTES_PRINTED, meeting, actor=Actor.system("minutes"), after=figures)


def _minutes_of(job: Job) -> Minutes:
    rows = Minutes.objects.select_related("meeting__board", "approved_by__user")
    found: Minutes = rows.get(meeting=job.subject_id)
    return found
