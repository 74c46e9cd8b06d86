"""Quarters by the clock: who has not commented or signed; and numbers that take long."""

from __future__ import annotations

from collections.abc import Sequence

from celery import shared_task

from coe_portal.accounts.actor import Actor
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from metrics.actions.snapshots import take_snapshots
from metrics.logic.periods import parse_quarter
from metrics.messages.quarters import remind_of_quarter


@shared_task(name="metrics.remind_all_of_quarters")
def remind_all_of_quarters() -> int:
    """Remind every organization of the quarter that ended last."""
    return each_organization(remind_of_last_quarter, "reminders of quarters")


@tenant_task("metrics.remind_of_last_quarter")
def remind_of_last_quarter() -> int:
    """Who is to comment, then who is to sign; how many were told."""
    return remind_of_quarter()


@tenant_task("metrics.compute_numbers", opens_scope=False)
def compute_numbers(job_id: int, quarters: Sequence[str], *, organization_id: int) -> None:
    """Take the numbers of the quarters of these codes, each in a transaction of its own."""

    def make(job: Job) -> Product:
        taken = 0
        for done, code in enumerate(quarters, start=1):
            with scope(organization_id):
                taken += _taken(organization_id, code)
                running.progress(job, done=done, message=code)
        return Product(outcome={"numbers": taken})

    carry_out(job_id, make, organization_id=organization_id)


def _taken(organization_id: int, code: str) -> int:
    organization = Organization.objects.get(pk=organization_id)
    quarter = parse_quarter(code, organization.fiscal_year_start_month)
    if quarter is None:
        return 0
    return len(take_snapshots(organization, [quarter], actor=Actor.system("dashboard")))
