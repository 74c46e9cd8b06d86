"""Reminders of reviews by the clock, organization by organization, each thing by itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from celery import shared_task
from celery.schedules import crontab

from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.messages.reviewing import due_for_review, remind_of_review
from registry.reviewing import ReviewedKind, reviewed_kinds

SCHEDULE = [
    Schedule(
        "registry-reviews",
        task="registry.remind_of_all_reviews",
        when=crontab(minute="46", hour="*/4"),
    ),
]


@shared_task(name="registry.remind_of_all_reviews")
def remind_of_all_reviews() -> int:
    """Remind of what is to be looked at again, in every organization."""
    return each_organization(remind_of_reviews, "reviews of all organizations")


@tenant_task("registry.remind_of_reviews", opens_scope=False)
def remind_of_reviews(*, organization_id: int) -> int:
    """Each thing in its own transaction; how many messages."""
    with Sweep(organization_id) as sweep:
        return sum(
            sweep.each(partial(_due, kind), partial(_remind, kind)) for kind in reviewed_kinds()
        )


def _due(kind: ReviewedKind) -> Any:
    return due_for_review(kind, today_here())


def _remind(kind: ReviewedKind, pk: int) -> int:
    return remind_of_review(kind, pk, today_here())
