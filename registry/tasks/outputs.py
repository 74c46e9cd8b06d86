"""Forget the texts of reports in time, organization by organization."""

from __future__ import annotations

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.actions.output_reports import erase_texts
from registry.models.outputs import OutputReport, OutputRules

SCHEDULE = [
    Schedule(
        "registry-output-texts",
        task="registry.erase_all_output_texts",
        when=crontab(minute="25", hour="3"),
    ),
]
RETENTION = Actor.system("text-retention")


@shared_task(name="registry.erase_all_output_texts")
def erase_all_output_texts() -> int:
    """Erase what was kept long enough, in every organization."""
    return each_organization(erase_output_texts, "texts of reports of all organizations")


@tenant_task("registry.erase_output_texts", opens_scope=False)
def erase_output_texts(*, organization_id: int) -> int:
    """Up to two hundred reports in a transaction; how many were erased."""
    now = timezone.now()
    with Sweep(organization_id) as sweep:
        return sweep.parts(
            lambda: OutputReport.objects.to_erase_at(now, OutputRules.objects.retention_days()),
            lambda part: erase_texts(part, now, actor=RETENTION),
        )
