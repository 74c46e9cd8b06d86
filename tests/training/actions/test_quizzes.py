"""Attempts: what counts, until when, and what passing or failing leads to."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidTransition, NotAllowed, RuleViolation
from coe_portal.tenancy.scope import scope
from tests.training.papers import right_answers, through_the_lessons, write_course
from training.actions.authoring import QuizTerms
from training.actions.enrolment import begin, enrol
from training.actions.quizzes import (
    GRACE,
    hand_in_expired,
    save_answers,
    start_attempt,
    submit_attempt,
)
from training.choices import EnrollmentStatus
from training.models.certificates import Certificate
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt, MarkedAnswer

pytestmark = pytest.mark.usefixtures("in_scope")

LIMIT = dt.timedelta(minutes=10)


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF, name="Ada Author"))


@pytest.fixture
def learner(member):
    return Actor.member(member(name="Lee Learner"))


@pytest.fixture
def enrollment(author, learner):
    return through_the_lessons(write_course(author), learner.membership)


@pytest.fixture
def timed(author, learner):
    """An enrolment whose quiz must be handed in within ten minutes."""
    course = write_course(author, quiz=QuizTerms(minutes_allowed=10))
    return through_the_lessons(course, learner.membership)


def status(enrollment: Enrollment) -> str:
    enrollment.refresh_from_db()
    return enrollment.status


def test_a_pass_completes_the_course_and_issues_the_certificate(enrollment, learner):
    attempt = start_attempt(enrollment, actor=learner)
    marked = submit_attempt(attempt, right_answers(attempt), actor=learner)
    assert (marked.percent, marked.is_passed) == (100, True)
    assert status(enrollment) == EnrollmentStatus.COMPLETED
    certificate = Certificate.objects.get()
    assert (certificate.member, certificate.percent) == (learner.membership, 100)
    assert certificate.version == enrollment.version


def test_each_step_is_on_record(enrollment, learner):
    attempt = start_attempt(enrollment, actor=learner)
    save_answers(attempt, {}, actor=learner)
    submit_attempt(attempt, right_answers(attempt), actor=learner)
    events = AuditEvent.objects.about(enrollment).order_by("sequence")
    assert [one.action for one in events][-4:] == [
        "training.attempt.started",
        "training.attempt.saved",
        "training.attempt.marked",
        "training.enrollment.completed",
    ]
    assert events.get(action="training.attempt.marked").after == {
        "attempt": 1,
        "percent": 100,
        "passed": True,
    }


def test_starting_again_gives_the_same_paper(enrollment, learner):
    first = start_attempt(enrollment, actor=learner)
    again = start_attempt(enrollment, actor=learner)
    assert (again.pk, again.paper) == (first.pk, first.paper)
    assert Attempt.objects.count() == 1


def test_the_last_failure_ends_the_course(enrollment, learner):
    for number in (1, 2, 3):
        assert status(enrollment) == EnrollmentStatus.STARTED
        attempt = start_attempt(enrollment, actor=learner)
        assert attempt.number == number
        submit_attempt(attempt, {}, actor=learner)
    assert status(enrollment) == EnrollmentStatus.FAILED
    assert enrollment.percent == 0
    assert not Certificate.objects.exists()
    with pytest.raises(InvalidTransition, match="no attempts left"):
        start_attempt(enrollment, actor=learner)


def test_answers_saved_in_time_count_when_it_is_over(timed, learner):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt = start_attempt(timed, actor=learner)
        assert attempt.ends_at == timezone.now() + LIMIT
        save_answers(attempt, right_answers(attempt), actor=learner)
        clock.shift(LIMIT + GRACE + dt.timedelta(seconds=1))
        marked = submit_attempt(attempt, {}, actor=learner)
    assert marked.percent == 100
    assert status(timed) == EnrollmentStatus.COMPLETED


def test_late_answers_do_not_count_handed_in_or_saved_first(timed, learner):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt = start_attempt(timed, actor=learner)
        clock.shift(LIMIT + GRACE + dt.timedelta(seconds=1))
        kept = save_answers(attempt, right_answers(attempt), actor=learner)
        assert kept.answers == {}
        marked = submit_attempt(attempt, right_answers(attempt), actor=learner)
    assert (marked.percent, marked.is_passed) == (0, False)
    assert status(timed) == EnrollmentStatus.STARTED
    assert not AuditEvent.objects.filter(action="training.attempt.saved").exists()


def test_the_way_to_the_server_is_not_the_learners_time(timed, learner):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt = start_attempt(timed, actor=learner)
        clock.shift(LIMIT + GRACE)
        marked = submit_attempt(attempt, right_answers(attempt), actor=learner)
    assert marked.is_passed


def test_an_attempt_whose_time_is_over_is_handed_in_once(timed, learner):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        attempt = start_attempt(timed, actor=learner)
        assert hand_in_expired(timed, actor=learner) is None
        clock.shift(LIMIT + GRACE + dt.timedelta(seconds=1))
        assert hand_in_expired(timed, actor=learner) == attempt
        assert hand_in_expired(timed, actor=learner) is None
        assert start_attempt(timed, actor=learner).number == 2
    assert MarkedAnswer.objects.filter(attempt=attempt, is_right=False).count() == 4


def test_handed_in_is_handed_in(enrollment, learner):
    attempt = start_attempt(enrollment, actor=learner)
    submit_attempt(attempt, {}, actor=learner)
    for change in (save_answers, submit_attempt):
        with pytest.raises(InvalidTransition, match="handed in"):
            change(attempt, right_answers(attempt), actor=learner)
    assert Attempt.objects.get().percent == 0


def test_only_what_is_on_the_paper_is_kept_and_once(enrollment, learner):
    attempt = start_attempt(enrollment, actor=learner)
    first, second = attempt.paper[:2]
    wanted = first["options"][0]
    kept = save_answers(
        attempt,
        {first["question"]: [wanted, wanted, second["options"][0]], "elsewhere": ["id-guess"]},
        actor=learner,
    )
    assert kept.answers == {first["question"]: [wanted]}


def test_lessons_come_before_the_quiz(author, learner):
    enrollment = enrol(write_course(author), learner.membership, actor=learner)
    with pytest.raises(InvalidTransition, match="no quiz"):
        start_attempt(enrollment, actor=learner)
    begin(enrollment, actor=learner)
    with pytest.raises(RuleViolation, match="Lesson 1"):
        start_attempt(enrollment, actor=learner)
    assert not Attempt.objects.exists()


def test_nobody_answers_for_somebody_else(enrollment, learner, author):
    attempt = start_attempt(enrollment, actor=learner)
    for refused in (
        lambda: start_attempt(enrollment, actor=author),
        lambda: save_answers(attempt, {}, actor=author),
        lambda: submit_attempt(attempt, {}, actor=author),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert Attempt.objects.get().submitted_at is None


def test_attempts_stay_in_their_organization(enrollment, learner, other_organization, member):
    start_attempt(enrollment, actor=learner)
    with scope(other_organization):
        assert not Attempt.objects.exists()
        stranger = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        with pytest.raises(Enrollment.DoesNotExist):
            start_attempt(enrollment, actor=stranger)
