"""Risks by the clock: acceptances that lapse, and reminders, organization by organization."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab
from django.db.models import QuerySet

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.risk_acceptance import lapse_acceptance
from governance.messages.risks import remind_of_risk, risks_to_mention
from governance.models.risks import Risk, RiskAcceptance

SCHEDULE = [
    Schedule(
        "governance-risks",
        task="governance.check_all_risks",
        when=crontab(minute="34", hour="*/4"),
    ),
]


@shared_task(name="governance.check_all_risks")
def check_all_risks() -> int:
    """Let every organization's acceptances lapse, and send its reminders."""
    return each_organization(check_risks, "risks of all organizations")


@tenant_task("governance.check_risks", opens_scope=False)
def check_risks(*, organization_id: int) -> int:
    """Each risk in its own transaction; how many acceptances lapsed and messages were sent."""
    with Sweep(organization_id) as sweep:
        lapsed = sweep.each(_lapsing, _lapse_one)
        return lapsed + sweep.each(
            lambda: risks_to_mention(today_here()), lambda pk: remind_of_risk(pk, today_here())
        )


def _lapsing() -> QuerySet[RiskAcceptance]:
    over: QuerySet[RiskAcceptance] = RiskAcceptance.objects.running().filter(
        expires_on__lt=today_here()
    )
    return over


def _lapse_one(pk: int) -> bool:
    return lapse_acceptance(Risk.objects.get(acceptances=pk), actor=Actor.system("risk-check"))
