"""Deadlines and conditions by the clock: fan out over organizations, then one action per row."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.conditions import lapse_condition
from governance.actions.delegations import reseat, reviews_to_reseat
from governance.actions.reminders import remind
from governance.messages.reviews import conditions_to_mention, remind_of_condition
from governance.models.decisions import Condition
from governance.models.reviews import Review

SCHEDULE = [
    Schedule(
        "governance-reminders", task="governance.remind_all", when=crontab(minute="12", hour="*")
    ),
    Schedule(
        "governance-delegations", task="governance.reseat_all", when=crontab(minute="2", hour="*")
    ),
    Schedule(
        "governance-conditions",
        task="governance.check_all_conditions",
        when=crontab(minute="22", hour="*"),
    ),
]


@shared_task(name="governance.reseat_all")
def reseat_all() -> int:
    """Let delegations begin and end in every organization."""
    return each_organization(reseat_organization, "delegated seats of all organizations")


@tenant_task("governance.reseat_organization", opens_scope=False)
def reseat_organization(*, organization_id: int) -> int:
    """Each review in its own transaction; how many were seated anew."""
    with Sweep(organization_id) as sweep:
        return sweep.each(reviews_to_reseat, _reseat_one)


def _reseat_one(pk: int) -> int:
    return reseat(reviews_to_reseat().filter(pk=pk), actor=Actor.system("delegations"))


@shared_task(name="governance.remind_all")
def remind_all() -> int:
    """Send every organization its reminders and escalations."""
    return each_organization(remind_organization, "deadline reminders of all organizations")


@tenant_task("governance.remind_organization", opens_scope=False)
def remind_organization(*, organization_id: int) -> int:
    """Each review that has come so far in its own transaction; of how many something was said."""
    with Sweep(organization_id) as sweep:
        return sweep.each(lambda: Review.objects.to_remind(timezone.now()), _remind_one)


def _remind_one(pk: int) -> bool:
    return bool(remind(Review.objects.get(pk=pk), actor=Actor.system("deadline-reminders")))


@shared_task(name="governance.check_all_conditions")
def check_all_conditions() -> int:
    """Let every organization's missed conditions lapse and announce those to come."""
    return each_organization(check_conditions, "lapse of conditions in all organizations")


@tenant_task("governance.check_conditions", opens_scope=False)
def check_conditions(*, organization_id: int) -> int:
    """Each condition in its own transaction; the number of conditions that lapsed."""
    with Sweep(organization_id) as sweep:
        lapsed = sweep.each(lambda: Condition.objects.overdue(today_here()), _lapse_one)
        sweep.each(
            lambda: conditions_to_mention(today_here()),
            lambda pk: remind_of_condition(pk, today_here()),
        )
        return lapsed


def _lapse_one(pk: int) -> bool:
    condition = Condition.objects.get(pk=pk)
    lapsed = lapse_condition(condition, actor=Actor.system("condition-check"))
    return lapsed.state != condition.state
