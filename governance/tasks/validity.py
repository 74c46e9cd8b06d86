"""Approvals by the clock: renewals that open, reminders, and what expires."""

from __future__ import annotations

import logging

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.errors import DomainError
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.validity import expire_approval, open_renewal
from governance.messages.validity import approvals_to_mention, remind_of_approval
from governance.models.decisions import Decision
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
    with scope(organization_id):
        today = today_here()
        over = Decision.objects.standing().expired(today).filter(suspensions__isnull=True)
        expiring = list(over.order_by("pk").values_list("pk", flat=True))
    done = sum(_expire_one(organization_id, pk) for pk in expiring)
    with scope(organization_id):
        ending = list(renewals_to_open(today).order_by("pk").values_list("pk", flat=True))
        near = list(approvals_to_mention(today).order_by("pk").values_list("pk", flat=True))
    done += sum(_renew_one(organization_id, pk) for pk in ending)
    for pk in near:
        _mention_one(organization_id, pk)
    return done


def _expire_one(organization_id: int, pk: int) -> bool:
    with scope(organization_id):
        return expire_approval(_approval(pk), actor=Actor.system("validity-check"))


def _renew_one(organization_id: int, pk: int) -> bool:
    """A review that cannot be opened, for want of a board, does not keep the others back."""
    try:
        with scope(organization_id):
            return open_renewal(_approval(pk), actor=Actor.system("validity-check"))
    except DomainError:
        logger.warning("The renewal of decision %s could not be opened.", pk, exc_info=True)
        return False


def _mention_one(organization_id: int, pk: int) -> None:
    with scope(organization_id):
        remind_of_approval(_approval(pk), today_here())


def _approval(pk: int) -> Decision:
    found: Decision = Decision.objects.select_related("use_case__owner__user").get(pk=pk)
    return found
