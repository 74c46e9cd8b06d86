"""A file of a board pack as a download."""

from __future__ import annotations

from django.http import FileResponse  # noqa: TID251  (what both the page and the API answer with)

from metrics.models.packs import PackFile


def pack_response(file: PackFile) -> FileResponse:
    """To save, not to show; nothing on the way may keep it."""
    return FileResponse(
        file.file.open("rb"),
        as_attachment=True,
        filename=file.name,
        content_type=file.content_type,
        headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"},
    )
