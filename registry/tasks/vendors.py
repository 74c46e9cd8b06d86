"""Ends of contracts and certificates by the clock, organization by organization."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.messages import vendors as messages

SCHEDULE = [
    Schedule(
        "registry-vendor-ends",
        task="registry.remind_of_all_vendor_ends",
        when=crontab(minute="52", hour="*/4"),
    ),
]


@shared_task(name="registry.remind_of_all_vendor_ends")
def remind_of_all_ends() -> int:
    """Remind of contracts and certificates that end, in every organization."""
    return each_organization(remind_of_ends, "vendors of all organizations")


@tenant_task("registry.remind_of_vendor_ends", opens_scope=False)
def remind_of_ends(*, organization_id: int) -> int:
    """Each vendor in its own transaction; how many messages."""
    with Sweep(organization_id) as sweep:
        return sweep.each(
            lambda: messages.vendors_with_ends(today_here()),
            lambda pk: messages.remind_of_ends(pk, today_here()),
        )
