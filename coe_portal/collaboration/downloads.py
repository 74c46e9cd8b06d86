"""An attached file as a download."""

from __future__ import annotations

from django.http import FileResponse  # noqa: TID251  (what both the page and the API answer with)

from coe_portal.collaboration.models import Attachment


def file_response(attachment: Attachment) -> FileResponse:
    """To save, not to show inside the portal's own pages; nothing on the way may keep it."""
    return FileResponse(
        attachment.file.open("rb"),
        as_attachment=True,
        filename=attachment.name,
        content_type=attachment.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
