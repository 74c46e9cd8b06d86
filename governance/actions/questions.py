"""Questions back to the team: while one is open the review's clock stands still.

The first open question pauses the clock, the last one settled lets it run again. An answer never
closes a review, because it is news to those who have voted; withdrawing the last question does,
when the votes decide.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import zone_here
from governance.actions.closing import close_if_decided
from governance.choices import QuestionState
from governance.declarations import questions as told
from governance.logic.clocks import ASKER, TEAM, question_steps_due, working_time_between
from governance.messages.questions import tell_askers, tell_team, tell_voters
from governance.models.questions import TeamQuestion
from governance.models.reviews import Review
from governance.permissions.questions import ANSWER_QUESTION, ASK_TEAM, WITHDRAW_QUESTION

MOST_OPEN = 20


@dataclass(frozen=True)
class Asking:
    """A question, and the key of the answer that it is about; empty for the whole case."""

    text: str
    about: str = ""


@dataclass(frozen=True)
class Answering:
    """What the team says."""

    answer: str


@transaction.atomic
def ask_team(review: Review, asking: Asking, *, actor: Actor) -> TeamQuestion:
    """Ask the team; the first open question pauses the clock of the review.

    Raises:
        InvalidTransition: the review is over.
        InvalidInput: nothing is asked, or about an answer that the packet does not have.
        RuleViolation: too many questions are open.
    """
    review = Review.objects.locked_with_case(review)
    require(actor, ASK_TEAM.code, review)
    if not review.is_open:
        raise InvalidTransition(_("This review is closed."), code="review.closed")
    label = _label_of(review, asking)
    waiting = review.questions.filter(state=QuestionState.OPEN).count()
    if waiting >= MOST_OPEN:
        raise RuleViolation(_("The team has enough questions to answer first."))
    assert actor.membership is not None  # noqa: S101  (only seats of members ask)
    question = TeamQuestion.objects.create(
        review=review,
        position=review.questions.count() + 1,
        text=asking.text.strip(),
        about=asking.about,
        about_label=label,
        asked_by=actor.membership,
        asked_at=timezone.now(),
    )
    tell_team(told.QUESTION_FOR_TEAM, question)
    record(
        told.QUESTION_ASKED,
        question,
        actor=actor,
        after={"question": question.text, "about": question.about_label},
        root=review.use_case,
    )
    if not review.is_paused:
        _pause(review, question, actor)
    return question


def _label_of(review: Review, asking: Asking) -> str:
    if not asking.text.strip():
        raise InvalidInput(_("The question is empty."), errors={"text": [_("Ask something.")]})
    if not asking.about:
        return ""
    asked = review.assessment.questionnaire.parsed().questions.get(asking.about)
    if asked is None:
        raise InvalidInput(
            _("The packet has no such answer."), errors={"about": [_("Choose one of the packet.")]}
        )
    return str(asked.label)[:500]


def _pause(review: Review, question: TeamQuestion, actor: Actor) -> None:
    review.paused_at = timezone.now()
    review.save(update_fields=["paused_at", "updated_at"])
    record(
        told.CLOCK_PAUSED,
        review,
        actor=actor,
        before={"due": review.due_at},
        reason=_("Question %(question)s to the team") % {"question": question.reference},
        root=review.use_case,
    )


@transaction.atomic
def answer_question(question: TeamQuestion, answering: Answering, *, actor: Actor) -> TeamQuestion:
    """Answer for the team; the voters are told, and votes cast before may be changed."""
    question = _locked(question)
    require(actor, ANSWER_QUESTION.code, question)
    answer = answering.answer.strip()
    if not answer:
        raise InvalidInput(_("The answer is empty."), errors={"answer": [_("Write an answer.")]})
    _settle(question, QuestionState.ANSWERED, answer, actor)
    tell_voters(question)
    record(
        told.QUESTION_ANSWERED,
        question,
        actor=actor,
        after={"answer": answer},
        root=question.review.use_case,
    )
    _resume_if_settled(question.review, actor)
    return question


@transaction.atomic
def withdraw_question(question: TeamQuestion, reason: str, *, actor: Actor) -> TeamQuestion:
    """Do without an answer; the review closes when this was the last and the votes decide."""
    question = _locked(question)
    require(actor, WITHDRAW_QUESTION.code, question)
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})
    _withdraw(question, reason.strip(), actor)
    tell_team(told.QUESTION_TAKEN_BACK, question)
    if _resume_if_settled(question.review, actor):
        close_if_decided(question.review, actor=actor)
    return question


def drop_questions(review: Review, *, actor: Actor) -> None:
    """Withdraw what is open in a review that ends without a decision; the caller holds its lock."""
    for question in review.questions.filter(state=QuestionState.OPEN).order_by("position"):
        question.review = review
        _withdraw(question, _("The review ended."), actor)
    _resume_if_settled(review, actor)


@transaction.atomic
def remind_of_question(question: TeamQuestion, *, actor: Actor) -> tuple[str, ...]:
    """Tell the team, then who asked, that a question still waits; each once."""
    question = _locked(question)
    if not question.is_open:
        return ()
    due = question_steps_due(question.asked_at, timezone.now(), question.steps_done, zone_here())
    if not due:
        return ()
    question.steps_done = [*question.steps_done, *due]
    question.save(update_fields=["steps_done", "updated_at"])
    if TEAM in due:
        tell_team(told.QUESTION_STILL_OPEN, question)
    if ASKER in due:
        tell_askers(question)
    record(
        told.QUESTION_REMINDED,
        question,
        actor=actor,
        after={"steps": due},
        root=question.review.use_case,
    )
    return due


def _locked(seen: TeamQuestion) -> TeamQuestion:
    """The question under lock, its review and case locked before it."""
    review = Review.objects.locked_with_case(seen.review)
    question = TeamQuestion.objects.select_related("asked_by__user").locked(seen.pk)
    question.review = review
    return question


def _withdraw(question: TeamQuestion, reason: str, actor: Actor) -> None:
    _settle(question, QuestionState.WITHDRAWN, reason, actor)
    record(
        told.QUESTION_WITHDRAWN,
        question,
        actor=actor,
        before={"question": question.text},
        reason=reason,
        root=question.review.use_case,
    )


def _settle(question: TeamQuestion, state: QuestionState, words: str, actor: Actor) -> None:
    if not question.is_open:
        raise InvalidTransition(_("This question is settled already."), code="question.settled")
    question.state, question.answer = state, words
    question.settled_by, question.settled_at = actor.membership, timezone.now()
    question.save(update_fields=["state", "answer", "settled_by", "settled_at", "updated_at"])


def _resume_if_settled(review: Review, actor: Actor) -> bool:
    """Let the clock run again once no question is open: all that is to come moves on."""
    if review.paused_at is None or review.questions.filter(state=QuestionState.OPEN).exists():
        return False
    zone = zone_here()
    before = review.due_at
    review.paused_for += working_time_between(review.paused_at, timezone.now(), zone)
    review.paused_at = None
    review.due_at = review.clock(zone).due_at
    review.remind_at = timezone.now()  # the clock looks at it anew
    review.save(update_fields=["paused_for", "paused_at", "due_at", "remind_at", "updated_at"])
    record(
        told.CLOCK_RESUMED,
        review,
        actor=actor,
        before={"due": before},
        after={"due": review.due_at},
        root=review.use_case,
    )
    return True
