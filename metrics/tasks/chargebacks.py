"""A worker prints chargeback statements."""

from __future__ import annotations

from coe_portal.tenancy.tasks import tenant_task
from metrics.integrations.statement_pdf import build_file


@tenant_task("metrics.print_chargeback", opens_scope=False)
def print_statement(job_id: int, *, organization_id: int) -> None:
    """Make the file of a queued job."""
    build_file(organization_id, job_id)
