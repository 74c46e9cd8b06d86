"""A version of a policy to print, with its Markdown inside, made by a worker."""

from __future__ import annotations

from django.template.loader import render_to_string

from coe_portal.audit.pack import pdf
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from governance.models.policies import PolicyVersion


def print_policy(version: PolicyVersion, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    context = {"version": version, "policy": version.policy, "organization": organization}
    return pdf.print_html(
        render_to_string("governance/policies/pdf.html", context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="policy.md",
            description="The text as Markdown",
            text=version.body,
            at=version.published_at or version.updated_at,
        ),
    )


def build_file(organization_id: int, job_id: int) -> None:
    """Print the version of a job and store it."""
    carry_out(job_id, _make, organization_id=organization_id)


def _make(job: Job) -> Product:
    with scope(job.organization_id):
        organization = Organization.objects.get(pk=job.organization_id)
        rows = PolicyVersion.objects.select_related("policy__owner__user", "approved_by__user")
        version: PolicyVersion = rows.get(pk=job.subject_id or 0)
        content = print_policy(version, organization)
    return Product(file_name=f"{version.policy.reference}-v{version.number}.pdf", content=content)
