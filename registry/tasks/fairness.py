"""Fairness: a worker assesses a file of predictions, and the clock deletes those left lying."""

from __future__ import annotations

import datetime as dt
from typing import Final

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.actions.fairness import delete_predictions
from registry.integrations.predictions import assess
from registry.models.fairness import FairnessAssessment, FairnessQuerySet

KEPT: Final = dt.timedelta(hours=24)
SCHEDULE = [
    Schedule(
        "registry-predictions",
        task="registry.delete_all_old_predictions",
        when=crontab(minute="52"),
    ),
]
CLOCK: Final = Actor.system("old-predictions")


@tenant_task("registry.assess_fairness", opens_scope=False)
def assess_fairness(job_id: int, *, organization_id: int) -> None:
    """Assess the file of a queued job."""
    assess(organization_id, job_id)


@shared_task(name="registry.delete_all_old_predictions")
def delete_all_old_predictions() -> int:
    """Delete what nobody assessed, in every organization."""
    return each_organization(delete_old_predictions, "predictions that nobody assessed")


@tenant_task("registry.delete_old_predictions", opens_scope=False)
def delete_old_predictions(*, organization_id: int) -> int:
    """Delete the files that have been lying for a day; how many."""
    with Sweep(organization_id) as sweep:
        return sweep.each(_old, _delete)


def _old() -> FairnessQuerySet:
    found: FairnessQuerySet = FairnessAssessment.objects.with_old_file(timezone.now() - KEPT)
    return found


def _delete(pk: int) -> bool:
    row = FairnessAssessment.objects.select_related("job").get(pk=pk)
    if not row.can_start:
        return False
    delete_predictions(row, actor=CLOCK)
    return True
