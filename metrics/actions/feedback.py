"""Ask people how content they are with what was done for them, once, and take their answer."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.notifications.dispatch import notify
from metrics.declarations import health as told
from metrics.logic.satisfaction import SCORES
from metrics.models.feedback import Feedback, FeedbackRequest
from metrics.permissions.health import GIVE_FEEDBACK, STEER_HEALTH
from metrics.queries.fresh_services import fresh_services

# Nobody is asked about what is older: nobody remembers.
FRESH = dt.timedelta(days=7)
MOST_AT_ONCE = 500
# Whose trail would tell the name that the answer leaves out.
NOBODY = Actor.system("feedback-without-a-name")


@dataclass(frozen=True)
class Rating:
    """1 to 5, why, and whether with one's name."""

    score: int
    comment: str = ""
    is_anonymous: bool = False


@transaction.atomic
def ask_for_feedback(*, actor: Actor) -> list[FeedbackRequest]:
    """Ask people of each fresh decision and delivered service that they were not asked about."""
    require(actor, STEER_HEALTH.code)
    now = timezone.now()
    asked = [
        FeedbackRequest(kind=each.kind, member=each.member, **{each.kind: each.subject})
        for each in fresh_services(now - FRESH, now, MOST_AT_ONCE)
    ]
    for request in asked:
        request.enter_organization()
    FeedbackRequest.objects.bulk_create(asked)
    for request in asked:
        _tell(request)
    record_all([_entry(request) for request in asked], actor=actor)
    return asked


def _entry(request: FeedbackRequest) -> Entry:
    return Entry(
        told.FEEDBACK_ASKED,
        request.about,
        after={"member": request.member.display_name},
        root=getattr(request.about, "use_case", None),
    )


def _tell(request: FeedbackRequest) -> None:
    notify(
        told.FEEDBACK_WANTED,
        [request.member],
        request.about,
        context={"subject": request.about_label},
        url=request.get_absolute_url(),
        key=f"{request.kind}-{request.about.pk}",
    )


@transaction.atomic
def give_feedback(asked: FeedbackRequest, rating: Rating, *, actor: Actor) -> Feedback:
    """Answer the one question. Without a name, neither answer nor trail tell whose it is.

    Raises:
        NotAllowed: somebody else was asked.
        InvalidTransition: it is answered.
        InvalidInput: a score that there is not.
    """
    locked: FeedbackRequest = FeedbackRequest.objects.locked(asked.pk)
    require(actor, GIVE_FEEDBACK.code, locked)
    if locked.is_answered:
        raise InvalidTransition(_("You have answered this."), code="feedback.given")
    if rating.score not in SCORES:
        message = _("Choose a number from 1 to 5.")
        raise InvalidInput(message, errors={"score": [message]})
    # By a query: `updated_at` would tell when, and with it which answer is whose.
    FeedbackRequest.objects.filter(pk=locked.pk).update(is_answered=True)
    named = {locked.kind: locked.about, "member": locked.member}
    feedback: Feedback = Feedback.objects.create(
        kind=locked.kind,
        path=locked.decision.path if locked.decision else "",
        score=rating.score,
        comment=rating.comment.strip(),
        **({} if rating.is_anonymous else named),
    )
    record(
        told.FEEDBACK_GIVEN,
        feedback,
        actor=NOBODY if rating.is_anonymous else actor,
        after={"score": feedback.score, "about": feedback.path or feedback.kind},
    )
    return feedback
