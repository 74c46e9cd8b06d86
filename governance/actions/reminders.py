"""Deadlines speak: to those who still owe a vote, then to the chair, then to the sponsor."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from governance import declarations as told
from governance.actions.messages import ask_for_votes, report_condition, report_overdue
from governance.actions.reviews import organization_zone
from governance.logic.clocks import CHAIR, REMINDERS, SPONSOR, steps_due, steps_to_say
from governance.models.decisions import Condition
from governance.models.reviews import Review
from governance.queries.involvement import coe_staff, sponsors_of

CONDITION_NOTICE_DAYS = (7, 1)


@transaction.atomic
def remind(review: Review, *, actor: Actor) -> tuple[str, ...]:
    """Do what the deadline asks for by now; the steps that were said.

    Each step is done once however often this runs; after missed days the latest reminder is sent
    and those before it are counted as done.
    """
    review = Review.objects.locked_with_case(review.pk)
    if not review.is_open:
        return ()
    due = steps_due(review.clock(organization_zone()), timezone.now(), review.steps_done)
    if not due:
        return ()
    review.steps_done = [*review.steps_done, *due]
    review.save(update_fields=["steps_done", "updated_at"])
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


def remind_of_conditions(today: dt.date) -> int:
    """Tell owners 7 days and 1 day before a condition lapses; the number of conditions."""
    pending = Condition.objects.pending().select_related("decision", "use_case", "owner__user")
    told_of = 0
    for condition in pending.filter(due_on__gte=today):
        left = (condition.due_on - today).days
        near = [days for days in CONDITION_NOTICE_DAYS if left <= days]
        if near:
            report_condition(
                told.CONDITION_DUE,
                condition,
                [condition.owner],
                key=f"{condition.reference}:{condition.due_on:%Y%m%d}:{min(near)}",
            )
            told_of += 1
    return told_of
