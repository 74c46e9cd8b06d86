"""The file that a job made, as a download."""

from __future__ import annotations

from django.http import FileResponse  # noqa: TID251  (what both the page and the API answer with)

from coe_portal.jobs.models import Job


def file_response(job: Job) -> FileResponse:
    """To save, not to show; nothing on the way may keep it."""
    return FileResponse(
        job.file.open("rb"),
        as_attachment=True,
        filename=job.file_name,
        content_type=job.content_type or "application/octet-stream",
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
