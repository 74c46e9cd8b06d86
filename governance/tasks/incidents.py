"""Deadlines and actions of incidents by the clock: each row in its own transaction."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab
from django.db.models import QuerySet

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.incident_clocks import remind_of_clock
from governance.choices import ClockState
from governance.messages.incidents import actions_to_mention, remind_of_actions
from governance.models.incidents import IncidentClock

SCHEDULE = [
    Schedule(
        "governance-incidents",
        task="governance.remind_all_of_incidents",
        when=crontab(minute="2,17,32,47", hour="*"),
    ),
]


@shared_task(name="governance.remind_all_of_incidents")
def remind_all() -> int:
    """Send every organization the reminders of its incidents."""
    return each_organization(remind_organization, "incident deadlines of all organizations")


@tenant_task("governance.remind_of_incidents", opens_scope=False)
def remind_organization(*, organization_id: int) -> int:
    """Each running deadline, then the actions; the number of deadlines that were spoken of."""
    with Sweep(organization_id) as sweep:
        told = sweep.each(_running, _remind_one)
        sweep.parts(lambda: actions_to_mention(today_here()), _remind_of_actions)
        return told


def _running() -> QuerySet[IncidentClock]:
    clocks: QuerySet[IncidentClock] = IncidentClock.objects.filter(state=ClockState.RUNNING)
    return clocks


def _remind_one(pk: int) -> bool:
    clock = IncidentClock.objects.get(pk=pk)
    return bool(remind_of_clock(clock, actor=Actor.system("deadline-reminders")))


def _remind_of_actions(ids: list[int]) -> int:
    return remind_of_actions(ids, today_here())
