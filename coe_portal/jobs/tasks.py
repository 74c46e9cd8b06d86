"""Jobs whose worker was killed: they say so instead of running for ever."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from celery.schedules import crontab
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.tasks import each_organization, tenant_task

# Longer than any step between two signs of progress; a job that comes back to life goes on.
LEASE = timedelta(minutes=20)
MOST_AT_ONCE = 100

LOST_JOBS = Schedule("jobs-lost", task="jobs.fail_all_lost", when=crontab(minute="*/5"))


@shared_task(name="jobs.fail_all_lost")
def fail_all_lost() -> int:
    """Look for lost jobs in every organization."""
    return each_organization(fail_lost, "jobs whose worker was killed")


@tenant_task("jobs.fail_lost")
def fail_lost() -> int:
    """End the jobs not heard of for a lease; their number."""
    silent = Job.objects.silent(timezone.now() - LEASE).order_by("updated_at")
    ids = list(silent.values_list("pk", flat=True)[:MOST_AT_ONCE])
    lost = [job for job in Job.objects.locked_rows().filter(pk__in=ids) if job.is_running]
    for job in lost:
        running.fail(job, _("The worker stopped before this was done. Ask for it again."))
    return len(lost)
