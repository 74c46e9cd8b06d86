"""An edition of a paper to print, with its data inside."""

from __future__ import annotations

import json

from django.template.loader import render_to_string

from coe_portal.audit.pack import pdf
from coe_portal.tenancy.models import Organization
from governance.models.papers import PaperEdition


def print_paper(edition: PaperEdition, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    context = {"edition": edition, "content": edition.content, "organization": organization}
    return pdf.print_html(
        render_to_string("governance/papers/pdf.html", context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="paper.json",
            description="The paper as data",
            text=json.dumps(edition.content, ensure_ascii=False, indent=1),
            at=edition.made_at,
        ),
    )
