"""Try a quiz: start, save answers on the way, hand in. The server keeps the time."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, RuleViolation
from training import declarations as told
from training.actions.enrolment import complete, fail
from training.choices import EnrollmentStatus
from training.logic.quizzes import Item, draw_paper, is_right, percent_right
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt, MarkedAnswer, Quiz
from training.permissions import WORK_ON_ENROLLMENT

# The way of an answer to the server is not the learner's time.
GRACE: Final = dt.timedelta(seconds=15)
SEED_BITS: Final = 62

Answers = Mapping[str, Sequence[str]]


@transaction.atomic
def start_attempt(enrollment: Enrollment, *, actor: Actor) -> Attempt:
    """Draw a paper and start the clock; the running attempt when there is one.

    Raises:
        InvalidTransition: the course is not begun, is over, or has no quiz.
        RuleViolation: lessons are unread.
    """
    enrollment = Enrollment.objects.locked(enrollment.pk)
    require(actor, WORK_ON_ENROLLMENT.code, enrollment)
    quiz = _quiz_of(enrollment)
    _hand_in_if_over(enrollment, actor)
    running = enrollment.attempts.running().first()
    if running is not None:
        return running
    _require_time_to_try(enrollment)
    now = timezone.now()
    seed = secrets.randbits(SEED_BITS)
    items = [question.item for question in quiz.questions.all()]
    paper = draw_paper(items, quiz.draws, seed=seed, shuffled=quiz.is_shuffled)
    attempt: Attempt = Attempt.objects.create(
        enrollment=enrollment,
        quiz=quiz,
        number=enrollment.attempts.count() + 1,
        seed=seed,
        paper=[{"question": line.question, "options": list(line.options)} for line in paper],
        started_at=now,
        ends_at=now + dt.timedelta(minutes=quiz.minutes_allowed) if quiz.minutes_allowed else None,
    )
    record(told.ATTEMPT_STARTED, enrollment, actor=actor, after={"attempt": attempt.number})
    return attempt


def _quiz_of(enrollment: Enrollment) -> Quiz:
    quiz: Quiz | None = Quiz.objects.filter(version_id=enrollment.version_id).first()
    if quiz is None:
        raise InvalidTransition(_("This course has no quiz."), code="quiz.none")
    return quiz


def _require_time_to_try(enrollment: Enrollment) -> None:
    """Begun, not over, and all lessons read."""
    if enrollment.status != EnrollmentStatus.STARTED or enrollment.version is None:
        raise InvalidTransition(
            _("There is no attempt to make: %(state)s.")
            % {"state": enrollment.get_status_display().lower()},
            code="enrollment.ended",
        )
    read = enrollment.read.values("lesson")
    unread = enrollment.version.lessons.exclude(pk__in=read).first()
    if unread is not None:
        raise RuleViolation(
            _("Read all lessons first. The next one is “%(lesson)s”.") % {"lesson": unread.title},
            code="course.lessons_unread",
        )


@transaction.atomic
def save_answers(attempt: Attempt, answers: Answers, *, actor: Actor) -> Attempt:
    """Keep answers of a running attempt; what comes after its time is not kept."""
    enrollment = Enrollment.objects.locked(attempt.enrollment_id)
    require(actor, WORK_ON_ENROLLMENT.code, enrollment)
    attempt = Attempt.objects.locked(attempt.pk)
    _require_running(attempt)
    if _is_late(attempt):
        return attempt
    _keep(attempt, answers)
    attempt.save(update_fields=["answers", "updated_at"])
    record(told.ANSWERS_SAVED, enrollment, actor=actor, after={"attempt": attempt.number})
    return attempt


@transaction.atomic
def submit_attempt(attempt: Attempt, answers: Answers, *, actor: Actor) -> Attempt:
    """Hand in and mark. Late answers do not count, those saved in time do.

    A pass completes the course and issues the certificate; the last failure ends the enrolment.
    """
    enrollment = Enrollment.objects.locked(attempt.enrollment_id)
    require(actor, WORK_ON_ENROLLMENT.code, enrollment)
    attempt = Attempt.objects.locked(attempt.pk)
    _require_running(attempt)
    if not _is_late(attempt):
        _keep(attempt, answers)
    return _mark(attempt, enrollment, actor)


@transaction.atomic
def hand_in_expired(enrollment: Enrollment, *, actor: Actor) -> Attempt | None:
    """Mark the running attempt if its time is over; None when there is nothing to do."""
    enrollment = Enrollment.objects.locked(enrollment.pk)
    return _hand_in_if_over(enrollment, actor)


def _hand_in_if_over(enrollment: Enrollment, actor: Actor) -> Attempt | None:
    attempt: Attempt | None = enrollment.attempts.running().first()
    if attempt is None or not _is_late(attempt):
        return None
    return _mark(Attempt.objects.locked(attempt.pk), enrollment, actor)


def _is_late(attempt: Attempt) -> bool:
    return attempt.ends_at is not None and timezone.now() > attempt.ends_at + GRACE


def _require_running(attempt: Attempt) -> None:
    if attempt.submitted_at is not None:
        raise InvalidTransition(_("This attempt is handed in."), code="attempt.submitted")


def _keep(attempt: Attempt, answers: Answers) -> None:
    """Answers to what is on the paper, with options that are on it; the rest is dropped."""
    for line in attempt.paper:
        if line["question"] in answers:
            chosen = [one for one in answers[line["question"]] if one in line["options"]]
            attempt.answers[line["question"]] = list(dict.fromkeys(chosen))


def _mark(attempt: Attempt, enrollment: Enrollment, actor: Actor) -> Attempt:
    questions = {question.key: question for question in attempt.quiz.questions.all()}
    marked = [
        MarkedAnswer(
            organization_id=attempt.organization_id,
            attempt=attempt,
            question=questions[line["question"]],
            chosen=attempt.answers.get(line["question"], []),
            is_right=_answered_right(questions[line["question"]].item, attempt),
        )
        for line in attempt.paper
    ]
    MarkedAnswer.objects.bulk_create(marked)
    attempt.submitted_at = timezone.now()
    attempt.percent = percent_right(sum(one.is_right for one in marked), len(marked))
    attempt.is_passed = attempt.percent >= attempt.quiz.pass_percent
    attempt.save(update_fields=["answers", "submitted_at", "percent", "is_passed", "updated_at"])
    record(
        told.ATTEMPT_MARKED,
        enrollment,
        actor=actor,
        after={
            "attempt": attempt.number,
            "percent": attempt.percent,
            "passed": attempt.is_passed,
        },
    )
    if attempt.is_passed:
        complete(enrollment, percent=attempt.percent, actor=actor)
    elif attempt.number >= attempt.quiz.attempts_allowed:
        fail(enrollment, percent=attempt.percent, actor=actor)
    return attempt


def _answered_right(item: Item, attempt: Attempt) -> bool:
    return is_right(item, attempt.answers.get(item.key, []))
