"""After go-live by the clock: reviews are opened and ended, and people are reminded."""

from __future__ import annotations

from typing import Final

from celery import shared_task
from celery.schedules import crontab
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.jobs.schedule import Schedule
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.sweeps import Sweep
from coe_portal.tenancy.tasks import each_organization, tenant_task
from registry.actions.live_reviews import cancel_live_review, open_live_review
from registry.messages import live_reviews as reminders, retirement as retirements
from registry.models.live_reviews import LiveReview
from registry.queries.live_reviews import links_to_review, overtaken_reviews

SCHEDULE = [
    Schedule(
        "registry-live-reviews",
        task="registry.check_all_live_reviews",
        when=crontab(minute="25", hour="*/4"),
    ),
]
CLOCK: Final = Actor.system("live-reviews")


@shared_task(name="registry.check_all_live_reviews")
def check_all_live_reviews() -> int:
    """Open what has come, in every organization, and remind of what is owed."""
    return each_organization(check_live_reviews, "live reviews of all organizations")


@tenant_task("registry.check_live_reviews", opens_scope=False)
def check_live_reviews(*, organization_id: int) -> int:
    """Each in its own transaction; how many were ended, opened and told."""
    with Sweep(organization_id) as sweep:
        moved = sweep.each(overtaken_reviews, _cancel) + sweep.each(_links, _open)
        return (
            moved
            + sweep.each(lambda: reminders.reviews_to_mention(today_here()), _remind_of_review)
            + sweep.each(lambda: reminders.actions_to_mention(today_here()), _remind_of_action)
            + sweep.each(lambda: retirements.plans_to_mention(today_here()), _remind_of_plan)
        )


def _links() -> list[int]:
    return links_to_review(today_here())


def _open(pk: int) -> bool:
    return open_live_review(pk, actor=CLOCK) is not None


def _cancel(pk: int) -> bool:
    review = LiveReview.objects.get(pk=pk)
    reason = _("The model does not serve this use case any more.")
    return not cancel_live_review(review, reason, actor=CLOCK).is_running


def _remind_of_review(pk: int) -> int:
    return reminders.remind_of_review(pk, today_here())


def _remind_of_action(pk: int) -> int:
    return reminders.remind_of_action(pk, today_here())


def _remind_of_plan(pk: int) -> int:
    return retirements.remind_of_plan(pk, today_here())
