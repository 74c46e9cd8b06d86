"""Background work of the trail: making packs."""

from __future__ import annotations

from coe_portal.audit.pack import actions
from coe_portal.tenancy.tasks import tenant_task


@tenant_task("audit.build_pack", opens_scope=False)
def build_pack(job_id: int, *, organization_id: int) -> None:
    """Make the case file of a queued job."""
    actions.build_pack(organization_id, job_id)
