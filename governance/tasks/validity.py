"""Approvals by the clock: renewals that open, reminders, and what expires."""

from __future__ import annotations

import logging

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.errors import DomainError
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.validity import expire_approval, open_renewal
from governance.messages.validity import approvals_to_mention, remind_of_approval
from governance.models.decisions import Decision, DecisionQuerySet
from governance.queries.validity import renewals_to_open

logger = logging.getLogger(__name__)

SCHEDULE = [
    Schedule(
        "governance-validity",
        task="governance.check_all_approvals",
        when=crontab(minute="26", hour="*"),
    ),
]


@shared_task(name="governance.check_all_approvals")
def check_all_approvals() -> int:
    """Let every organization's approvals be renewed, mentioned, or expire."""
    return each_organization(check_approvals, "validity of approvals in all organizations")


@tenant_task("governance.check_approvals", opens_scope=False)
def check_approvals(*, organization_id: int) -> int:
    """Each approval in its own transaction; how many expired and how many renewals opened."""
    with Sweep(organization_id) as sweep:
        done = sweep.each(_over, _expire_one)
        done += sweep.each(lambda: renewals_to_open(today_here()), _renew_one)
        sweep.each(lambda: approvals_to_mention(today_here()), _mention_one)
        return done


def _over() -> DecisionQuerySet:
    standing: DecisionQuerySet = Decision.objects.standing()
    return standing.expired(today_here()).filter(suspensions__isnull=True)


def _expire_one(pk: int) -> bool:
    return expire_approval(_approval(pk), actor=Actor.system("validity-check"))


def _renew_one(pk: int) -> bool:
    """A review that cannot be opened, for want of a board, is no failure of the sweep."""
    try:
        return open_renewal(_approval(pk), actor=Actor.system("validity-check"))
    except DomainError:
        logger.warning("The renewal of decision %s could not be opened.", pk, exc_info=True)
        return False


def _mention_one(pk: int) -> None:
    remind_of_approval(_approval(pk), today_here())


def _approval(pk: int) -> Decision:
    found: Decision = Decision.objects.select_related("use_case__owner__user").get(pk=pk)
    return found
