"""Tell the people of a model in service what is wanted of them, each once for each thing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet
from django.utils.formats import date_format

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.notifications.reminders import Reminder, tell_once
from coe_portal.notifications.steps import latest_step
from governance.queries.involvement import coe_staff
from registry.declarations import live_reviews as told
from registry.models.live_reviews import LiveAction, LiveReview, LiveReviewQuerySet
from registry.permissions.live_reviews import DECIDE_LIVE_REVIEW

# Days from the due date on which a reminder is sent; weekly after it.
STEPS: Final = (-7, -1, 0, *range(7, 365, 7))
FIRST: Final = -400
LATE: Final = 7


def people_of(review: LiveReview) -> list[Membership]:
    """Who answers for it: the owners of model and use case, and who built the version."""
    people = [review.model.owner, review.version.developer, review.use_case.owner]
    return list(dict.fromkeys(one for one in people if one is not None))


def deciders_of(review: LiveReview) -> list[Membership]:
    """The staff who may decide on it."""
    return [
        one for one in coe_staff() if permits(Actor.member(one), DECIDE_LIVE_REVIEW.code, review)
    ]


def tell_of_opening(review: LiveReview) -> None:
    """A report is wanted."""
    _tell(told.LIVE_REVIEW_WANTED, people_of(review), review)


def tell_of_report(review: LiveReview, actor: Actor) -> None:
    """It waits for somebody who decides."""
    _tell(told.LIVE_REVIEW_TO_DECIDE, deciders_of(review), review, member=actor.label)


def tell_of_return(review: LiveReview, actor: Actor) -> None:
    """Who reported says more."""
    asked = [review.reported_by] if review.reported_by is not None else people_of(review)
    others = [one for one in asked if not actor.is_member(one.pk)]
    _tell(told.LIVE_REVIEW_SENT_BACK, others, review, reason=review.returned_because)


def tell_of_verdict(review: LiveReview, actor: Actor) -> None:
    """How it goes on."""
    others = [one for one in people_of(review) if not actor.is_member(one.pk)]
    outcome = review.get_outcome_display()
    _tell(told.LIVE_REVIEW_SETTLED, others, review, outcome=outcome, rationale=review.rationale)


def tell_of_action(action: LiveAction, actor: Actor) -> None:
    """Something is theirs to improve."""
    if not actor.is_member(action.owner_id):
        review = action.review
        context = _words_of_action(action)
        url = action.get_absolute_url()
        notify(told.LIVE_ACTION_GIVEN, [action.owner], review, context=context, url=url)


def reviews_to_mention(today: dt.date) -> LiveReviewQuerySet:
    """Running reviews whose day is near or past."""
    rows: LiveReviewQuerySet = LiveReview.objects.due_by(today - dt.timedelta(days=STEPS[0]))
    return rows


def actions_to_mention(today: dt.date) -> QuerySet[LiveAction]:
    """Planned actions whose day is near or past."""
    limit = today - dt.timedelta(days=STEPS[0])
    rows: QuerySet[LiveAction] = LiveAction.objects.planned().filter(due_on__lte=limit)
    return rows


def remind_of_review(pk: int, today: dt.date) -> int:
    """Say once for each step that a report or a decision is due; how many messages.

    The row is locked, so that two clocks at once do not tell twice. A week late the staff hears.
    """
    review = LiveReview.objects.with_names().locked(pk)
    days = (today - review.due_on).days
    step = latest_step(STEPS, days, start=FIRST)
    if step is None or not review.is_running:
        return 0
    kind = told.LIVE_REVIEW_OVERDUE if days > 0 else told.LIVE_REVIEW_DUE
    asked = [review.model.owner] if review.is_open else deciders_of(review)
    if days >= LATE:
        asked = list(dict.fromkeys([*asked, *deciders_of(review)]))
    key = f"{review.reference}:{review.due_on:%Y%m%d}:{step}"
    url = review.get_absolute_url()
    return tell_once([Reminder(kind, one, review, _words(review), url, key) for one in asked])


def remind_of_action(pk: int, today: dt.date) -> int:
    """Say once for each step that an improvement is due; how many messages."""
    rows = LiveAction.objects.select_related("owner__user", "review__model", "review__use_case")
    action: LiveAction = rows.locked(pk)
    days = (today - action.due_on).days
    step = latest_step(STEPS, days, start=FIRST)
    if step is None or not action.is_planned:
        return 0
    review = action.review
    kind = told.LIVE_ACTION_OVERDUE if days > 0 else told.LIVE_ACTION_DUE
    key = f"{review.reference}.{action.position}:{action.due_on:%Y%m%d}:{step}"
    context, url = _words_of_action(action), action.get_absolute_url()
    return tell_once([Reminder(kind, action.owner, review, context, url, key)])


def _tell(
    kind: NotificationKind, people: Iterable[Membership], review: LiveReview, **context: str
) -> None:
    url = review.get_absolute_url()
    notify(kind, people, review, context={**_words(review), **context}, url=url)


def _words(review: LiveReview) -> dict[str, str]:
    return {"review": str(review), "due": date_format(review.due_on, "j F Y")}


def _words_of_action(action: LiveAction) -> dict[str, str]:
    due = date_format(action.due_on, "j F Y")
    return {"review": str(action.review), "due": due, "action": action.text[:500]}
