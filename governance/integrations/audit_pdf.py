"""The report of an audit to print, with the same facts as JSON inside it."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.audit.chain import canonical_json
from coe_portal.audit.pack import pdf
from coe_portal.audit.recording import plain
from coe_portal.tenancy.models import Organization
from governance.models.audits import Audit
from governance.queries.audit_pages import AuditPageView, audit_page, rounds_of


def print_audit(audit: Audit, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    page = audit_page(audit)
    findings = [(finding, rounds_of(finding)) for finding in page.findings]
    context = {"audit": audit, "organization": organization, "page": page, "findings": findings}
    return pdf.print_html(
        render_to_string("governance/audits/pdf.html", context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="audit.json",
            description="The audit as data",
            text=canonical_json(_facts(audit, page)),
            at=audit.closed_at or timezone.now(),
        ),
    )


def _facts(audit: Audit, page: AuditPageView) -> Any:
    return plain(
        {
            "reference": audit.reference,
            "title": audit.title,
            "state": audit.state,
            "auditor": audit.auditor,
            "due_on": audit.due_on,
            "conclusion": audit.conclusion,
            "items": [
                {
                    "control": line.item.control,
                    "result": line.item.result,
                    "note": line.item.note,
                    "files": [file.sha256 for file in line.files],
                }
                for line in page.lines
            ],
            "findings": [
                {
                    "reference": one.reference,
                    "title": one.title,
                    "severity": one.severity,
                    "state": one.state,
                    "owner": one.owner,
                    "due_on": one.due_on,
                }
                for one in page.findings
            ],
        }
    )
