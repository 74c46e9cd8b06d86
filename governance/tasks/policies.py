"""Policies by the clock: reminders, and newcomers who are asked to attest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.attestations import ask_newcomers
from governance.messages import policies as reminders
from governance.models.attestations import Campaign

AT_ONCE: Final = 200
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
    with scope(organization_id):
        today = today_here()
        campaigns = list(Campaign.objects.open().values_list("pk", flat=True))
        policies = list(reminders.policies_to_mention(today).values_list("pk", flat=True))
    told = sum(_ask_one(organization_id, pk) for pk in campaigns)
    with scope(organization_id):
        duties = list(reminders.duties_to_mention(today).values_list("pk", flat=True))
    told += _in_parts(
        organization_id, policies, lambda ids: reminders.remind_of_reviews(ids, today)
    )
    return told + _in_parts(
        organization_id, duties, lambda ids: reminders.remind_of_attestations(ids, today)
    )


def _ask_one(organization_id: int, pk: int) -> int:
    with scope(organization_id):
        return ask_newcomers(Campaign.objects.get(pk=pk), actor=Actor.system("attestations"))


def _in_parts(organization_id: int, ids: list[int], say: Callable[[Iterable[int]], int]) -> int:
    told = 0
    for start in range(0, len(ids), AT_ONCE):
        with scope(organization_id):
            told += say(ids[start : start + AT_ONCE])
    return told
