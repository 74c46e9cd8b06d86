"""Audits by the clock: plan them, make audits of drawn approvals, and send reminders."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.models import Job
from coe_portal.jobs.schedule import Schedule
from coe_portal.jobs.work import Product, carry_out
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from governance.actions.audit_planning import plan_by_interval, plan_sample
from governance.actions.audit_reports import note_report
from governance.integrations.audit_pdf import print_audit
from governance.messages import audits as reminders
from governance.models.audits import Audit
from governance.models.decisions import Decision, DecisionQuerySet
from governance.queries.audits import cases_to_plan
from intake.models.use_cases import UseCase

CLOCK: Final = Actor.system("audit-plan")
SCHEDULE = [
    Schedule(
        "governance-audits",
        task="governance.check_all_audits",
        when=crontab(minute="36", hour="*/4"),
    ),
]


@shared_task(name="governance.check_all_audits")
def check_all_audits() -> int:
    """Plan every organization's audits, and send its reminders."""
    return each_organization(check_audits, "audits of all organizations")


@tenant_task("governance.check_audits", opens_scope=False)
def check_audits(*, organization_id: int) -> int:
    """Each audit in its own transaction, then reminders; how many were planned and told."""
    with Sweep(organization_id) as sweep:
        planned = sweep.each(cases_to_plan, _plan_one) + sweep.each(_drawn, _sample_one)
        return (
            planned
            + sweep.parts(lambda: reminders.audits_to_mention(today_here()), _remind_of_audits)
            + sweep.parts(lambda: reminders.findings_to_mention(today_here()), _remind_of_findings)
        )


def _drawn() -> DecisionQuerySet:
    found: DecisionQuerySet = Decision.objects.filter(
        sampled_for_audit=True, sample_audits__isnull=True
    )
    return found


def _plan_one(pk: int) -> bool:
    return plan_by_interval(UseCase.objects.get(pk=pk), actor=CLOCK) is not None


def _sample_one(pk: int) -> bool:
    decision = Decision.objects.select_related("use_case").locked(pk)
    return plan_sample(decision, actor=CLOCK) is not None


def _remind_of_audits(ids: list[int]) -> int:
    return reminders.remind_of_audits(ids, today_here())


def _remind_of_findings(ids: list[int]) -> int:
    return reminders.remind_of_findings(ids, today_here())


@tenant_task("governance.print_audit", opens_scope=False)
def print_report(job_id: int, *, organization_id: int) -> None:
    """Make the report of a queued job."""
    carry_out(job_id, _report, organization_id=organization_id, afterwards=note_report)


def _report(job: Job) -> Product:
    with scope(job.organization_id):
        rows = Audit.objects.select_related("auditor__user", "use_case")
        audit: Audit = rows.get(pk=job.subject_id or 0)
        content = print_audit(audit, Organization.objects.get(pk=job.organization_id))
    name = f"{audit.reference}-report-{timezone.now():%Y-%m-%d}.pdf"
    return Product(file_name=name, content=content)
