"""Remind of reviews: each keeper once for each step, and anew when the day moves."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.utils.formats import date_format

from coe_portal.accounts.models import Membership
from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.notifications.steps import latest_step
from coe_portal.tenancy.clock import day_here
from governance.queries.involvement import coe_staff
from registry.declarations import reviewing as told
from registry.models.reviewed import Reviewed
from registry.reviewing import ReviewedKind

BEFORE: Final = (-30, -7, -1)
WEEK: Final = 7


def due_for_review(kind: ReviewedKind, today: dt.date) -> Any:
    """What of a kind is near its review, or past it."""
    return kind.rows().filter(review_on__lte=today - dt.timedelta(days=min(BEFORE)))


def remind_of_review(kind: ReviewedKind, pk: int, today: dt.date) -> int:
    """Say once for each step that a thing is to be looked at; how many messages.

    The row is locked, so that two clocks at once do not tell twice.
    """
    thing = kind.rows().filter(pk=pk, review_on__isnull=False).locked_rows().first()
    step = None if thing is None else _step(thing, today)
    if thing is None or step is None:
        return 0
    return tell_once([_reminder(thing, step, member, today) for member in _keepers(kind, thing)])


def _step(thing: Reviewed, today: dt.date) -> int | None:
    """Days from the review: 30, 7, 1 and none before it, and every week after it."""
    assert thing.review_on is not None  # noqa: S101  (only such rows are asked)
    days = (today - thing.review_on).days
    began = day_here(thing.reviewed_at or thing.created_at)
    after = range(0, max(days, 0) + 1, WEEK)
    return latest_step((*BEFORE, *after), days, start=(began - thing.review_on).days)


def _keepers(kind: ReviewedKind, thing: Reviewed) -> list[Membership]:
    """Who keeps it; CoE staff where nobody does any more."""
    keeper: Membership | None = getattr(thing, kind.keeper)
    if keeper is not None and keeper.is_current():
        return [keeper]
    return list(coe_staff())


def _reminder(thing: Any, step: int, member: Membership, today: dt.date) -> Reminder:
    day = thing.review_on
    return Reminder(
        told.REVIEW_OVERDUE if day < today else told.REVIEW_DUE,
        member,
        thing,
        {"thing": thing.subject_label, "due": date_format(day, "j F Y")},
        thing.get_absolute_url(),
        f"{thing.reference}:review:{day:%Y%m%d}:{step}",
    )
