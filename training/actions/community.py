"""Champions of the units, and questions to the CoE with their answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.notifications.dispatch import notify
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.references import next_number
from training import declarations as told
from training.models.community import Answer, Champion, CommunityQuestion
from training.permissions import ASK_COMMUNITY, SETTLE_QUESTION, STEER_COMMUNITY

EXCERPT = 300


@dataclass(frozen=True)
class Naming:
    """Who is champion of which unit, and for how long."""

    unit: BusinessUnit
    member: Membership
    starts_on: dt.date
    ends_on: dt.date | None = None


@transaction.atomic
def name_champion(naming: Naming, *, actor: Actor) -> Champion:
    """Make a member the one whom a unit asks first.

    Raises:
        InvalidInput: the term ends before it begins, or they are champion of the unit already.
    """
    require(actor, STEER_COMMUNITY.code)
    _check_term(naming.starts_on, naming.ends_on)
    try:
        with transaction.atomic():
            champion = Champion.objects.create(
                business_unit=naming.unit,
                member=naming.member,
                starts_on=naming.starts_on,
                ends_on=naming.ends_on,
            )
    except IntegrityError as error:
        text = _("This member is champion of the unit already.")
        raise InvalidInput(text, errors={"email": [text]}) from error
    after = {"unit": naming.unit, "member": naming.member, "from": naming.starts_on}
    record(told.CHAMPION_NAMED, champion, actor=actor, after=after)
    return champion


@transaction.atomic
def end_term(champion: Champion, ends_on: dt.date, *, actor: Actor) -> Champion:
    """Set the last day of a champion.

    Raises:
        InvalidInput: that is before the first day.
    """
    require(actor, STEER_COMMUNITY.code)
    champion = Champion.objects.locked(champion.pk)
    _check_term(champion.starts_on, ends_on)
    before, champion.ends_on = champion.ends_on, ends_on
    champion.save(update_fields=["ends_on", "updated_at"])
    record(
        told.CHAMPION_ENDED,
        champion,
        actor=actor,
        before={"until": before},
        after={"until": ends_on},
    )
    return champion


def _check_term(starts_on: dt.date, ends_on: dt.date | None) -> None:
    if ends_on is not None and ends_on < starts_on:
        text = _("The last day is before the first.")
        raise InvalidInput(text, errors={"ends_on": [text]})


@dataclass(frozen=True)
class Asking:
    """A question and what one needs to know to answer it."""

    title: str
    body: str = ""


@transaction.atomic
def ask_question(asking: Asking, *, actor: Actor) -> CommunityQuestion:
    """Ask the CoE and all colleagues."""
    require(actor, ASK_COMMUNITY.code)
    question = CommunityQuestion.objects.create(
        number=next_number(CommunityQuestion.PREFIX),
        title=asking.title,
        body=asking.body,
        asker=_person(actor),
    )
    record(told.QUESTION_ASKED, question, actor=actor, after={"title": question.title})
    return question


@transaction.atomic
def answer_question(question: CommunityQuestion, body: str, *, actor: Actor) -> Answer:
    """Answer; who asked is told.

    Raises:
        InvalidTransition: the question is closed.
    """
    require(actor, ASK_COMMUNITY.code)
    question = CommunityQuestion.objects.locked(question.pk)
    _require_open(question)
    answer = Answer.objects.create(question=question, author=_person(actor), body=body)
    if not actor.is_member(question.asker_id):
        notify(
            told.MY_QUESTION_ANSWERED,
            [question.asker],
            question,
            context={
                "author": actor.label,
                "question": question.title,
                "answer": body[:EXCERPT],
            },
            url=question.get_absolute_url(),
        )
    record(told.QUESTION_ANSWERED, question, actor=actor, after={"answer": body[:EXCERPT]})
    return answer


@transaction.atomic
def accept_answer(answer: Answer, *, actor: Actor) -> CommunityQuestion:
    """Mark the answer that helped; another one may be chosen later.

    Raises:
        NotAllowed: the actor neither asked nor is staff.
        InvalidTransition: the question is closed.
    """
    question = CommunityQuestion.objects.locked(answer.question_id)
    require(actor, SETTLE_QUESTION.code, question)
    _require_open(question)
    question.accepted = answer
    question.save(update_fields=["accepted", "updated_at"])
    if not actor.is_member(answer.author_id):
        notify(
            told.MY_ANSWER_ACCEPTED,
            [answer.author],
            question,
            context={"question": question.title},
            url=question.get_absolute_url(),
            key=f"answer-{answer.pk}",
        )
    after = {"answer": str(answer), "author": answer.author}
    record(told.ANSWER_ACCEPTED, question, actor=actor, after=after)
    return question


@transaction.atomic
def close_question(question: CommunityQuestion, *, actor: Actor) -> CommunityQuestion:
    """No more answers, whether one helped or not.

    Raises:
        InvalidTransition: it is closed.
    """
    question = CommunityQuestion.objects.locked(question.pk)
    require(actor, SETTLE_QUESTION.code, question)
    _require_open(question)
    question.closed_at = timezone.now()
    question.save(update_fields=["closed_at", "updated_at"])
    record(told.QUESTION_CLOSED, question, actor=actor, after={"closed": question.closed_at})
    return question


@transaction.atomic
def reopen_question(question: CommunityQuestion, *, actor: Actor) -> CommunityQuestion:
    """Take answers again; one that was closed only."""
    question = CommunityQuestion.objects.locked(question.pk)
    require(actor, SETTLE_QUESTION.code, question)
    if question.closed_at is None:
        raise InvalidTransition(_("The question is open."), code="question.open")
    before, question.closed_at = question.closed_at, None
    question.save(update_fields=["closed_at", "updated_at"])
    record(told.QUESTION_REOPENED, question, actor=actor, before={"closed": before})
    return question


def _require_open(question: CommunityQuestion) -> None:
    if question.closed_at is not None:
        raise InvalidTransition(_("The question is closed."), code="question.closed")


def _person(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("Only members ask and answer."), permission=ASK_COMMUNITY.code)
    return actor.membership
