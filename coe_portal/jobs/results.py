"""The file that a job made, as a download."""

from __future__ import annotations

from django.http import FileResponse  # noqa: TID251  (what both the page and the API answer with)

from coe_portal.downloads import stored_file
from coe_portal.jobs.models import Job


def file_response(job: Job) -> FileResponse:
    return stored_file(job.file, job.file_name, job.content_type)
