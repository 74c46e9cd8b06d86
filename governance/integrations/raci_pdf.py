"""The RACI chart to print, with its rows inside as JSON."""

from __future__ import annotations

import json

from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.audit.pack import pdf
from coe_portal.tenancy.models import Organization
from governance.models.rights import RaciChart


def print_raci(
    rows: list[dict[str, str]], chart: RaciChart | None, organization: Organization
) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    context = {"rows": rows, "chart": chart, "organization": organization}
    return pdf.print_html(
        render_to_string("governance/rights/raci_pdf.html", context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="raci.json",
            description="The rows as JSON",
            text=json.dumps(rows, ensure_ascii=False, indent=1),
            at=chart.published_at if chart else timezone.now(),
        ),
    )
