"""Compliance by the clock: evidence that ends, reminders, and a daily count from the ground up."""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from celery.schedules import crontab

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.control_evidence import expire_evidence
from governance.actions.coverage import recount
from governance.messages.compliance import evidence_to_mention, remind_of_evidence
from governance.models.controls import Evidence, EvidenceQuerySet
from governance.models.coverage import CaseCoverage
from intake.models.use_cases import UseCase

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
    with Sweep(organization_id) as sweep:
        ended = sweep.each(_over, _expire_one)
        told = sweep.each(lambda: evidence_to_mention(today_here()), _remind_one)
    recount_all(organization_id=organization_id)
    return ended + told


def _over() -> EvidenceQuerySet:
    over: EvidenceQuerySet = Evidence.objects.expiring_by(today_here() - dt.timedelta(days=1))
    return over


def _expire_one(pk: int) -> bool:
    return expire_evidence(Evidence.objects.get(pk=pk), actor=Actor.system("evidence-check"))


def _remind_one(pk: int) -> int:
    return remind_of_evidence(pk, today_here())


@tenant_task("governance.count_coverage")
def count_cases(*, use_case_ids: list[int]) -> int:
    """Count some cases, soon after what they are measured by has changed; how many rows changed.

    Should the message be lost, the daily count makes it good.
    """
    return recount(use_case_ids)


@tenant_task("governance.recount_coverage", opens_scope=False)
def recount_all(*, organization_id: int) -> int:
    """Count every judged case of an organization, in parts; how many rows changed."""
    with Sweep(organization_id) as sweep:
        return sweep.parts(_judged, recount)


def _judged() -> list[int]:
    ids = set(UseCase.objects.open().submitted().order_by().values_list("pk", flat=True))
    ids |= set(CaseCoverage.objects.order_by().values_list("use_case", flat=True))
    return sorted(ids)
