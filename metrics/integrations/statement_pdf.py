"""A chargeback statement to print: its lines, how shares came about, the same as data inside."""

from __future__ import annotations

from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import timezone

from coe_portal.audit.chain import canonical_json
from coe_portal.audit.pack import pdf
from coe_portal.audit.recording import plain
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from metrics.actions.statement_printing import note_print
from metrics.choices import AllocationKey, FundingModel
from metrics.models.chargebacks import Statement, StatementLine

TEMPLATE: Final = "metrics/chargebacks/pdf.html"


def print_statement(statement: Statement, organization: Organization) -> bytes:
    """A PDF/A-3 in A4. PrintingUnavailable where Pango is missing."""
    lines = list(statement.lines.select_related("entry"))
    basis = statement.basis
    context = {
        "statement": statement,
        "lines": lines,
        "organization": organization,
        "basis": basis,
        "funding": FundingModel(basis["model"]).label if basis else "",
        "key": AllocationKey(basis["key"]).label if basis else "",
    }
    return pdf.print_html(
        render_to_string(TEMPLATE, context),
        pdf.PAPER,
        embedded=pdf.Embedded(
            name="chargeback.json",
            description="The statement as data",
            text=canonical_json(facts_of(statement, lines)),
            at=statement.issued_at or timezone.now(),
        ),
    )


def facts_of(statement: Statement, lines: list[StatementLine]) -> Any:
    """The same as data."""
    return plain(
        {
            "reference": statement.reference,
            "kind": statement.kind,
            "business_unit": statement.business_unit.code,
            "cost_centre": statement.cost_centre,
            "month": statement.month,
            "currency": statement.currency,
            "total": statement.total,
            "issued_at": statement.issued_at,
            "issued_by": statement.issued_by,
            "corrects": statement.corrects.reference if statement.corrects else "",
            "basis": statement.basis,
            "lines": [
                {
                    "entry": line.entry.reference if line.entry else "",
                    "label": line.label,
                    "category": line.category,
                    "amount": line.amount,
                }
                for line in lines
            ],
        }
    )


def build_file(organization_id: int, job_id: int) -> None:
    """Print the statement of a job and store it."""
    carry_out(job_id, _make, organization_id=organization_id, afterwards=note_print)


def _make(job: Job) -> Product:
    with scope(job.organization_id):
        statement = Statement.objects.with_names().get(pk=job.subject_id or 0)
        organization = Organization.objects.get(pk=job.organization_id)
        content = print_statement(statement, organization)
    return Product(file_name=f"{statement.reference}.pdf", content=content)
