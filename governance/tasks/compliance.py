"""Compliance by the clock: evidence that ends, reminders, and a daily count from the ground up."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.control_evidence import expire_evidence
from governance.actions.coverage import recount
from governance.messages.compliance import evidence_to_mention, remind_of_evidence
from governance.models.controls import Evidence
from governance.models.coverage import CaseCoverage
from intake.models.use_cases import UseCase

AT_ONCE = 250
SCHEDULE = [
    Schedule(
        "governance-compliance",
        task="governance.check_all_compliance",
        when=crontab(minute="36", hour="*/4"),
    ),
]


@shared_task(name="governance.check_all_compliance")
def check_all_compliance() -> int:
    """Let evidence of every organization end, remind of it, and count anew."""
    return each_organization(check_compliance, "compliance of all organizations")


@tenant_task("governance.check_compliance", opens_scope=False)
def check_compliance(*, organization_id: int) -> int:
    """Each piece of evidence in its own transaction; how much ended and was told of."""
    with scope(organization_id):
        today = today_here()
        over = Evidence.objects.expiring_by(today - dt.timedelta(days=1))
        ending = list(over.order_by("pk").values_list("pk", flat=True))
    ended = sum(_expire_one(organization_id, pk) for pk in ending)
    with scope(organization_id):
        near = list(evidence_to_mention(today).order_by("pk").values_list("pk", flat=True))
    told = sum(_remind_one(organization_id, pk) for pk in near)
    recount_all(organization_id=organization_id)
    return ended + told


def _expire_one(organization_id: int, pk: int) -> bool:
    with scope(organization_id):
        return expire_evidence(Evidence.objects.get(pk=pk), actor=Actor.system("evidence-check"))


def _remind_one(organization_id: int, pk: int) -> int:
    with scope(organization_id):
        return remind_of_evidence(pk, today_here())


@tenant_task("governance.recount_coverage", opens_scope=False)
def recount_all(*, organization_id: int) -> int:
    """Count every judged case of an organization, in parts; how many rows changed."""
    with scope(organization_id):
        ids = set(UseCase.objects.open().submitted().order_by().values_list("pk", flat=True))
        ids |= set(CaseCoverage.objects.order_by().values_list("use_case", flat=True))
    changed, ordered = 0, sorted(ids)
    for start in range(0, len(ordered), AT_ONCE):
        with scope(organization_id):
            changed += recount(ordered[start : start + AT_ONCE])
    return changed
