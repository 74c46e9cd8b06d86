"""Waivers by the clock: reminders, and those that expire."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.waivers import expire_waiver
from governance.messages.waivers import remind_of_waiver, waivers_to_mention
from governance.models.waivers import Waiver

SCHEDULE = [
    Schedule("governance-waivers", task="governance.check_all_waivers", when=crontab(minute="28")),
]


@shared_task(name="governance.check_all_waivers")
def check_all_waivers() -> int:
    """Let every organization's waivers expire, and send its reminders."""
    return each_organization(check_waivers, "waivers of all organizations")


@tenant_task("governance.check_waivers", opens_scope=False)
def check_waivers(*, organization_id: int) -> int:
    """Each waiver in its own transaction; how many expired."""
    with Sweep(organization_id) as sweep:
        expired = sweep.each(lambda: Waiver.objects.expired(today_here()), _expire_one)
        sweep.each(
            lambda: waivers_to_mention(today_here()), lambda pk: remind_of_waiver(pk, today_here())
        )
        return expired


def _expire_one(pk: int) -> bool:
    return expire_waiver(Waiver.objects.get(pk=pk), actor=Actor.system("waiver-check"))
