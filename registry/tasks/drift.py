"""Drift by the clock, organization by organization, and one transaction for each window.

Every hour asks what is due and not checked yet. So a run that was killed goes on with the next,
and two at once find the same: a monitor's row is locked while it is checked.
"""

from __future__ import annotations

import datetime as dt

from celery import shared_task
from celery.schedules import crontab
from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.partitions import ensure_months
from coe_portal.tenancy.scope import scope
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.messages.monitoring import remind_of_review, reviews_to_mention
from registry.models.monitoring import Monitor, Observation
from registry.queries.monitoring import due_monitors, window_of

SCHEDULE = [
    Schedule("registry-drift", task="registry.check_all_monitors", when=crontab(minute="10")),
    Schedule(
        "registry-drift-reviews",
        task="registry.remind_of_all_drift_reviews",
        when=crontab(minute="40", hour="*/4"),
    ),
]
NIGHTLY = Actor.system("nightly-drift")


@shared_task(name="registry.check_all_monitors")
def check_all_monitors() -> int:
    """Check what is due, in every organization; next month's observations have their place."""
    soon = {timezone.now().date() + dt.timedelta(days=days) for days in (0, 31)}
    with transaction.atomic():
        ensure_months(Observation._meta.db_table, soon)
    return each_organization(check_monitors, "monitors of all organizations")


@tenant_task("registry.check_monitors", opens_scope=False)
def check_monitors(*, organization_id: int) -> int:
    """Each monitor in its own transaction; how many windows were checked."""
    with scope(organization_id):
        due = [monitor.pk for monitor in due_monitors(timezone.now())]
    return sum(_check_one(organization_id, pk) for pk in due)


def _check_one(organization_id: int, pk: int) -> int:
    from registry.actions.drift import evaluate_monitor  # noqa: PLC0415  (brings numpy along)

    with scope(organization_id):
        monitor = Monitor.objects.active().filter(pk=pk).first()
        if monitor is None:
            return 0
        evaluate_monitor(monitor, window=window_of(monitor, today_here()), actor=NIGHTLY)
        return 1


@shared_task(name="registry.remind_of_all_drift_reviews")
def remind_of_all_drift_reviews() -> int:
    """Remind of what is to be decided, in every organization."""
    return each_organization(remind_of_drift_reviews, "drift reviews of all organizations")


@tenant_task("registry.remind_of_drift_reviews", opens_scope=False)
def remind_of_drift_reviews(*, organization_id: int) -> int:
    """Each review in its own transaction; how many messages."""
    with scope(organization_id):
        near = list(reviews_to_mention(today_here()).order_by("pk").values_list("pk", flat=True))
    return sum(_remind_one(organization_id, pk) for pk in near)


def _remind_one(organization_id: int, pk: int) -> int:
    with scope(organization_id):
        return remind_of_review(pk, today_here())
