"""Ask the people of a decision how content they are, once, and take their answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import Entry, record, record_all
from coe_portal.errors import InvalidInput, InvalidTransition
from coe_portal.notifications.dispatch import notify
from governance.choices import Path
from governance.models.decisions import Decision
from metrics.declarations import health as told
from metrics.logic.satisfaction import SCORES
from metrics.models.feedback import Feedback, FeedbackRequest
from metrics.permissions.health import GIVE_FEEDBACK, STEER_HEALTH

# Older decisions are not asked about any more: nobody remembers.
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
    """Ask owner and submitter of each fresh decision that nobody was asked about."""
    require(actor, STEER_HEALTH.code)
    asked = [
        FeedbackRequest(decision=decision, member=member)
        for decision in _fresh_decisions()
        for member in _people(decision)
    ]
    for request in asked:
        request.enter_organization()
    FeedbackRequest.objects.bulk_create(asked)
    for request in asked:
        _tell(request)
    record_all(
        [
            Entry(
                told.FEEDBACK_ASKED,
                request.decision,
                after={"member": request.member.display_name},
                root=request.decision.use_case,
            )
            for request in asked
        ],
        actor=actor,
    )
    return asked


def _fresh_decisions() -> Iterable[Decision]:
    now = timezone.now()
    asked = FeedbackRequest.objects.filter(decision=OuterRef("pk"))
    decisions = Decision.objects.filter(
        ~Exists(asked), decided_at__gt=now - FRESH, decided_at__lte=now
    ).exclude(path=Path.STOP)
    people = ("use_case__owner__user", "use_case__registered_by__user")
    found: Iterable[Decision] = (
        decisions.select_related(*people).defer("search", "use_case__search").order_by("pk")
    )[:MOST_AT_ONCE]
    return found


def _people(decision: Decision) -> list[Membership]:
    people = (decision.use_case.owner, decision.use_case.registered_by)
    return list({one.pk: one for one in people if one and one.is_active}.values())


def _tell(request: FeedbackRequest) -> None:
    decision = request.decision
    notify(
        told.FEEDBACK_WANTED,
        [request.member],
        decision,
        context={"case": decision.title},
        url=request.get_absolute_url(),
        key=decision.reference,
    )


@transaction.atomic
def give_feedback(asked: FeedbackRequest, rating: Rating, *, actor: Actor) -> Feedback:
    """Answer the one question. Without a name, neither answer nor trail tell whose it is.

    Raises:
        NotAllowed: somebody else was asked.
        InvalidTransition: it is answered.
        InvalidInput: a score that there is not.
    """
    locked: FeedbackRequest = FeedbackRequest.objects.select_related("decision").locked(asked.pk)
    require(actor, GIVE_FEEDBACK.code, locked)
    if locked.is_answered:
        raise InvalidTransition(_("You have answered this."), code="feedback.given")
    if rating.score not in SCORES:
        message = _("Choose a number from 1 to 5.")
        raise InvalidInput(message, errors={"score": [message]})
    # By a query: `updated_at` would tell when, and with it which answer is whose.
    FeedbackRequest.objects.filter(pk=locked.pk).update(is_answered=True)
    feedback: Feedback = Feedback.objects.create(
        path=locked.decision.path,
        score=rating.score,
        comment=rating.comment.strip(),
        decision=None if rating.is_anonymous else locked.decision,
        member=None if rating.is_anonymous else locked.member,
    )
    record(
        told.FEEDBACK_GIVEN,
        feedback,
        actor=NOBODY if rating.is_anonymous else actor,
        after={"score": feedback.score, "path": feedback.path},
    )
    return feedback
