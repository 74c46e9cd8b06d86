"""Policies by the clock: reminders, and newcomers who are asked to attest; and their printing."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.attestations import ask_more, ask_newcomers
from governance.integrations.policy_pdf import build_file
from governance.messages import policies as reminders
from governance.models.attestations import Campaign

SCHEDULE = [
    Schedule(
        "governance-policies",
        task="governance.remind_all_of_policies",
        when=crontab(minute="32", hour="*/4"),
    ),
]


@shared_task(name="governance.remind_all_of_policies")
def remind_all_of_policies() -> int:
    """Ask newcomers of every organization to attest, and send reminders."""
    return each_organization(remind_of_policies, "policy reminders of all organizations")


@tenant_task("governance.remind_of_policies", opens_scope=False)
def remind_of_policies(*, organization_id: int) -> int:
    """Newcomers, then reviews, then attestations, some in a transaction; how many messages."""
    with Sweep(organization_id) as sweep:
        while sweep.each(Campaign.objects.unfinished, _ask_more):
            pass
        told = sweep.each(Campaign.objects.open, _ask_one)
        told += sweep.parts(lambda: reminders.policies_to_mention(today_here()), _remind_of_reviews)
        return told + sweep.parts(lambda: reminders.duties_to_mention(today_here()), _remind)


@tenant_task("governance.print_policy", opens_scope=False)
def print_policy(job_id: int, *, organization_id: int) -> None:
    """Make the file of a version."""
    build_file(organization_id, job_id)


@tenant_task("governance.ask_audience", opens_scope=False)
def ask_audience(*, organization_id: int, campaign_id: int) -> None:
    """Ask the rest of a large group, a part in a transaction."""
    with Sweep(organization_id) as sweep:
        while sweep.each(lambda: [campaign_id], _ask_more):
            pass


def _ask_more(pk: int) -> bool:
    return ask_more(Campaign.objects.get(pk=pk), actor=Actor.system("attestations"))


def _ask_one(pk: int) -> int:
    return ask_newcomers(Campaign.objects.get(pk=pk), actor=Actor.system("attestations"))


def _remind_of_reviews(ids: list[int]) -> int:
    return reminders.remind_of_reviews(ids, today_here())


def _remind(ids: list[int]) -> int:
    return reminders.remind_of_attestations(ids, today_here())
