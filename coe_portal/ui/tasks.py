"""Background work of lists: ids in, one function called."""

from __future__ import annotations

from coe_portal.tenancy.tasks import tenant_task
from coe_portal.ui.long_exports import write_list


@tenant_task(name="ui.export_list", opens_scope=False)
def export_list(*, organization_id: int, job_id: int, path: str, query: str, kind: str) -> None:
    """Write a long list into the job's file."""
    write_list(job_id, organization_id=organization_id, path=path, query=query, kind=kind)
