"""Deadlines speak: to those who still owe a vote, then to the chair, then to the sponsor."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.tenancy.clock import zone_here
from governance.declarations import reviews as told
from governance.logic.clocks import (
    CHAIR,
    REMINDERS,
    SPONSOR,
    next_step_at,
    steps_due,
    steps_to_say,
)
from governance.messages.reviews import ask_for_votes, report_overdue
from governance.models.reviews import Review
from governance.queries.involvement import coe_staff, sponsors_of


@transaction.atomic
def remind(review: Review, *, actor: Actor) -> tuple[str, ...]:
    """Do what the deadline asks for by now; the steps that were said.

    Each step is done once however often this runs; after missed days the latest reminder is sent
    and those before it are counted as done. A paused clock asks for nothing.
    """
    review = Review.objects.locked_with_case(review)
    if not review.is_open or review.is_paused:
        return ()
    clock = review.clock(zone_here())
    due = steps_due(clock, timezone.now(), review.steps_done)
    review.steps_done = [*review.steps_done, *due]
    review.remind_at = next_step_at(clock, review.steps_done)
    review.save(update_fields=["steps_done", "remind_at", "updated_at"])
    if not due:
        return ()
    said = steps_to_say(due)
    for step in said:
        _say(review, step)
    record(told.REVIEW_REMINDED, review, actor=actor, after={"steps": said}, root=review.use_case)
    return said


def _say(review: Review, step: str) -> None:
    if step in REMINDERS:
        ask_for_votes(review, told.VOTE_REMINDER, step=step)
    elif step == CHAIR:
        report_overdue(review, _chair(review) or coe_staff(), step=step)
    elif step == SPONSOR:
        report_overdue(review, sponsors_of(review.use_case) or coe_staff(), step=step)


def _chair(review: Review) -> list[Membership]:
    chairs = review.seats.filter(is_chair=True, voter__isnull=False).values("voter")
    return list(Membership.objects.current().with_user().filter(pk__in=chairs))
