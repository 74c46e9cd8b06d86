"""The brief of a reviewer to print, with the packet that it is about inside."""

from __future__ import annotations

from django.template.loader import render_to_string

from coe_portal.audit.chain import canonical_json
from coe_portal.audit.pack import pdf
from coe_portal.tenancy.models import Organization
from governance.queries.briefs import Brief


def print_brief(brief: Brief, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    context = {"brief": brief, "subject": brief.review, "organization": organization}
    return pdf.print_html(
        render_to_string("governance/briefs/pdf.html", context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="packet.json",
            description="The packet that is voted on",
            text=canonical_json(brief.review.packet.content),
            at=brief.review.opened_at,
        ),
    )
