"""Files to save, not to show inside the portal's own pages; nothing on the way may keep them."""

from __future__ import annotations

from typing import Final

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, HttpResponse  # noqa: TID251  (what pages and the API answer)
from django.utils.http import content_disposition_header

PRIVATE: Final = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


def stored_file(file: FieldFile, name: str, content_type: str) -> FileResponse:
    """A file that is kept."""
    return FileResponse(
        file.open("rb"),
        as_attachment=True,
        filename=name,
        content_type=content_type or "application/octet-stream",
        headers=PRIVATE,
    )


def written_file(content: str | bytes, name: str, content_type: str) -> HttpResponse:
    """A file that is made for this answer."""
    disposition = content_disposition_header(as_attachment=True, filename=name)
    headers = {**PRIVATE, "Content-Disposition": disposition}
    return HttpResponse(content, content_type=content_type, headers=headers)
