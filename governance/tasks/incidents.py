"""Deadlines and actions of incidents by the clock: each row in its own transaction."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.incident_clocks import remind_of_clock
from governance.choices import ClockState
from governance.messages.incidents import AT_ONCE, actions_to_mention, remind_of_actions
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
    with scope(organization_id):
        running = IncidentClock.objects.filter(state=ClockState.RUNNING)
        ids = list(running.order_by("pk").values_list("pk", flat=True))
        today = today_here()
        actions = list(actions_to_mention(today).order_by("pk").values_list("pk", flat=True))
    told = sum(_remind_one(organization_id, pk) for pk in ids)
    for start in range(0, len(actions), AT_ONCE):
        with scope(organization_id):
            remind_of_actions(actions[start : start + AT_ONCE], today)
    return told


def _remind_one(organization_id: int, pk: int) -> bool:
    with scope(organization_id):
        clock = IncidentClock.objects.get(pk=pk)
        return bool(remind_of_clock(clock, actor=Actor.system("deadline-reminders")))
