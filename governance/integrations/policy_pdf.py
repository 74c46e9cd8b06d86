"""A version of a policy to print, with its Markdown inside."""

from __future__ import annotations

from django.template.loader import render_to_string

from coe_portal.audit.pack import pdf
from coe_portal.tenancy.models import Organization
from governance.models.policies import PolicyVersion

STYLESHEET = "css/policy_pdf.css"


def print_policy(version: PolicyVersion, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    context = {"version": version, "policy": version.policy, "organization": organization}
    return pdf.print_html(
        render_to_string("governance/policies/pdf.html", context),
        STYLESHEET,
        embedded=pdf.Embedded(
            name="policy.md",
            description="The text as Markdown",
            text=version.body,
            at=version.published_at or version.updated_at,
        ),
    )
