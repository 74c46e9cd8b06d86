"""A worker prints drift reviews."""

from __future__ import annotations

from coe_portal.tenancy.tasks import tenant_task
from registry.integrations.drift_pdf import build_file


@tenant_task("registry.print_drift_review", opens_scope=False)
def print_drift_review(job_id: int, *, organization_id: int) -> None:
    """Make the file of a queued job."""
    build_file(organization_id, job_id)
