"""Reminders of data that are to be deleted, organization by organization, each by itself."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.messages.datasets import datasets_to_delete, remind_of_deletion

SCHEDULE = [
    Schedule(
        "registry-deletions",
        task="registry.remind_of_all_deletions",
        when=crontab(minute="51", hour="*/4"),
    ),
]


@shared_task(name="registry.remind_of_all_deletions")
def remind_of_all_deletions() -> int:
    """Remind of data that are to be deleted, in every organization."""
    return each_organization(remind_of_deletions, "deletions of all organizations")


@tenant_task("registry.remind_of_deletions", opens_scope=False)
def remind_of_deletions(*, organization_id: int) -> int:
    """Each dataset in its own transaction; how many messages."""
    with Sweep(organization_id) as sweep:
        return sweep.each(
            lambda: datasets_to_delete(today_here()),
            lambda pk: remind_of_deletion(pk, today_here()),
        )
