"""The files of a subject in its case file: names, sizes and hashes, never their content."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.pack.sections import Section, section
from coe_portal.audit.recording import plain
from coe_portal.collaboration.models import Attachment


@section("documents", order=60, title=_("Documents"), starts_page=False)
def documents_section(subject: Model) -> Section:
    """Every file that was ever attached; one that was removed is named as such."""
    rows = Attachment.objects.about(subject).select_related("uploaded_by__user")
    files = list(rows.order_by("created_at", "pk"))
    return Section(
        template="pack/documents.html",
        context={"files": files},
        data=[
            {
                "name": file.name,
                "content_type": file.content_type,
                "size": file.size,
                "sha256": file.sha256,
                "uploaded_at": plain(file.created_at),
                "uploaded_by": str(file.uploaded_by or ""),
                "removed_at": plain(file.removed_at),
            }
            for file in files
        ],
    )
