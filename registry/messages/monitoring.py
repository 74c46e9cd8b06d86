"""Tell the people of a model that drifts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.utils.formats import date_format

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.notifications.steps import latest_step
from governance.models.decisions import Decision
from governance.queries.involvement import coe_staff
from registry.choices import DriftOutcome, DriftSeverity
from registry.declarations import monitoring as told
from registry.models.monitoring import DriftReview, DriftReviewQuerySet, DriftSignal

# Days from the due date on which a reminder is sent.
STEPS = (-3, 0, 7, 14)
FIRST = -400
MOST_NAMED = 3


def people_of(review: DriftReview) -> list[Membership]:
    """Owner of the model and developer of the version."""
    version = review.version
    people = [version.model.owner, version.developer]
    return [one for one in people if one is not None]


def tell_of_drift(review: DriftReview, signals: Sequence[DriftSignal]) -> None:
    """A review was opened for these signals."""
    worst = sorted(
        signals, key=lambda signal: (signal.severity != DriftSeverity.SEVERE, signal.feature)
    )
    named = "; ".join(str(signal) for signal in worst[:MOST_NAMED])
    _tell(told.DRIFT_FOUND, people_of(review), review, signals=named)


def tell_of_decision(review: DriftReview, actor: Actor) -> None:
    """It is decided: all but who decided hear of it, and CoE staff of what is escalated."""
    is_escalated = review.outcome == DriftOutcome.ESCALATE
    concerned = [*people_of(review), *(coe_staff() if is_escalated else [])]
    people = [one for one in dict.fromkeys(concerned) if one.pk != actor.membership_id]
    _tell(
        told.DRIFT_DECIDED,
        people,
        review,
        outcome=review.get_outcome_display(),
        rationale=review.rationale,
    )


def tell_of_board(review: DriftReview, decision: Decision) -> None:
    """The board has judged the version that was escalated to it."""
    _tell(
        told.DRIFT_JUDGED,
        dict.fromkeys([*people_of(review), *coe_staff()]),
        review,
        outcome=decision.get_outcome_display(),
        decision=decision.reference,
    )


def reviews_to_mention(today: dt.date) -> DriftReviewQuerySet:
    """Open reviews that are due soon or overdue."""
    rows: DriftReviewQuerySet = DriftReview.objects.due_by(today - dt.timedelta(days=STEPS[0]))
    return rows


def remind_of_review(pk: int, today: dt.date) -> int:
    """Say once for each step that a decision is due; how many messages.

    The row is locked, so that two clocks at once do not tell twice.
    """
    review = DriftReview.objects.with_version().locked(pk)
    days = (today - review.due_on).days
    step = latest_step(STEPS, days, start=FIRST)
    if step is None or not review.is_open:
        return 0
    reminder = Reminder(
        told.DRIFT_REVIEW_OVERDUE if days > 0 else told.DRIFT_REVIEW_DUE,
        review.version.model.owner,
        review,
        _words(review),
        review.get_absolute_url(),
        f"{review.reference}:{review.due_on:%Y%m%d}:{step}",
    )
    return tell_once([reminder])


def _tell(
    kind: NotificationKind, people: Iterable[Membership], review: DriftReview, **context: str
) -> None:
    url = review.get_absolute_url()
    notify(kind, people, review, context={**_words(review), **context}, url=url)


def _words(review: DriftReview) -> dict[str, str]:
    return {"version": str(review.version), "due": date_format(review.due_on, "j F Y")}
