"""Jobs that were lost: those never taken up are sent again, those cut off say so."""

from __future__ import annotations

from datetime import timedelta

from celery import current_app, shared_task
from celery.schedules import crontab
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.jobs import running
from coe_portal.jobs.models import Job, JobState
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task

# Longer than any step between two signs of progress; a job that comes back to life goes on.
LEASE = timedelta(minutes=20)
MOST_AT_ONCE = 100
# Longer than a busy queue makes a job wait; the broker was away, or lost what it had.
PATIENCE = timedelta(minutes=10)
GIVEN_UP_AFTER = timedelta(days=1)

LOST_JOBS = Schedule("jobs-lost", task="jobs.fail_all_lost", when=crontab(minute="*/5"))
OVERLOOKED_JOBS = Schedule(
    "jobs-overlooked", task="jobs.send_all_overlooked", when=crontab(minute="3-59/5")
)


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


@shared_task(name="jobs.send_all_overlooked")
def send_all_overlooked() -> int:
    """Look for jobs that nobody took up in every organization."""
    return each_organization(send_overlooked, "jobs that nobody took up")


@tenant_task("jobs.send_overlooked")
def send_overlooked() -> int:
    """Send again the jobs that have waited long enough; how many."""
    now = timezone.now()
    waiting = Job.objects.overlooked(now - PATIENCE).order_by("updated_at")
    ids = list(waiting.values_list("pk", flat=True)[:MOST_AT_ONCE])
    sent = 0
    for job in Job.objects.locked_rows().filter(pk__in=ids, state=JobState.QUEUED):
        if job.task not in current_app.tasks or job.created_at < now - GIVEN_UP_AFTER:
            running.fail(job, _("Nobody took this up. Ask for it again."))
            continue
        job.save(update_fields=["updated_at"])
        take_up.send(job_id=job.pk)
        sent += 1
    return sent


@tenant_task("jobs.take_up", opens_scope=False)
def take_up(*, organization_id: int, job_id: int) -> None:
    """Do a job that still waits: when its own task comes late, that finds it done."""
    with scope(organization_id):
        job = Job.objects.locked(job_id)
    if job.state == JobState.QUEUED:
        current_app.tasks[job.task](organization_id=organization_id, **job.arguments)
