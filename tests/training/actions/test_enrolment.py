"""Who may be put into a course, by whom, and how often."""

from __future__ import annotations

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import InvalidTransition, NotAllowed, RuleViolation
from tests.training.papers import through_the_lessons, write_course
from training.actions.enrolment import begin, enrol, leave
from training.actions.quizzes import start_attempt
from training.choices import EnrollmentStatus
from training.models.courses import Course, Prerequisite
from training.models.enrollments import Enrollment

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def learner(member):
    return member(name="Lee Learner")


def test_enrolling_oneself_is_recorded(course, learner, member):
    enrollment = enrol(course(member()), learner, actor=Actor.member(learner))
    assert (enrollment.status, enrollment.version) == (EnrollmentStatus.ENROLLED, None)
    event = AuditEvent.objects.about(enrollment).get()
    assert event.action == "training.enrollment.made"
    assert event.after["course"] == enrollment.course.reference


def test_nobody_is_twice_in_one_course(course, learner, member):
    offered, actor = course(member()), Actor.member(learner)
    enrol(offered, learner, actor=actor)
    with pytest.raises(RuleViolation, match="already"):
        enrol(offered, learner, actor=actor)
    assert Enrollment.objects.count() == 1


def test_who_left_may_come_again(course, learner, member):
    offered, actor = course(member()), Actor.member(learner)
    leave(enrol(offered, learner, actor=actor), actor=actor)
    again = enrol(offered, learner, actor=actor)
    assert [one.status for one in Enrollment.objects.order_by("number")] == [
        EnrollmentStatus.WITHDRAWN,
        EnrollmentStatus.ENROLLED,
    ]
    assert again.number == 2


@pytest.mark.parametrize("status", [EnrollmentStatus.FAILED, EnrollmentStatus.WITHDRAWN])
def test_leaving_and_coming_again_gives_no_new_attempts(status, learner, member):
    author = Actor.member(member(Role.COE_STAFF))
    manager, actor = member(), Actor.member(learner)
    learner.manager = manager
    learner.save()
    offered = write_course(author)
    start_attempt(through_the_lessons(offered, learner), actor=actor)
    Enrollment.objects.update(status=status, ended_at=timezone.now())

    with pytest.raises(RuleViolation, match="Ask your manager"):
        enrol(offered, learner, actor=actor)
    assert enrol(offered, learner, actor=Actor.member(manager)).enrolled_by == manager


def test_a_draft_or_archived_course_takes_nobody(course, learner, member):
    archived = course(member(), is_archived=True)
    draft = Course.objects.create(number=99, title="Draft", audience="technical", owner=member())
    for one in (archived, draft):
        with pytest.raises(RuleViolation, match="not offered"):
            enrol(one, learner, actor=Actor.member(learner))


def test_managers_enrol_their_people_and_nobody_else(course, learner, member):
    manager, offered = member(name="Max Manager"), course(member())
    learner.manager = manager
    learner.save()
    assert enrol(offered, learner, actor=Actor.member(manager)).enrolled_by == manager
    with pytest.raises(NotAllowed):
        enrol(offered, member(), actor=Actor.member(manager))


def test_an_auditor_does_not_learn(course, member):
    auditor = member(Role.AUDITOR)
    with pytest.raises(NotAllowed):
        enrol(course(member()), auditor, actor=Actor.member(auditor))


def test_the_version_is_chosen_when_one_begins(course, learner, member):
    offered, actor = course(member()), Actor.member(learner)
    begun = begin(enrol(offered, learner, actor=actor), actor=actor)
    assert begun.version == offered.current_version
    assert begin(begun, actor=actor).started_at == begun.started_at


def test_prerequisites_come_first(course, learner, member):
    first, second = course(member(), title="Basics"), course(member())
    Prerequisite.objects.create(course=second, requires=first)
    enrollment = enrol(second, learner, actor=Actor.member(learner))
    with pytest.raises(RuleViolation, match="Basics"):
        begin(enrollment, actor=Actor.member(learner))


def test_only_the_learner_begins(course, learner, member):
    enrollment = enrol(course(member()), learner, actor=Actor.member(learner))
    with pytest.raises(NotAllowed):
        begin(enrollment, actor=Actor.member(member(Role.COE_STAFF)))


def test_what_is_over_cannot_be_left_again(course, learner, member):
    actor = Actor.member(learner)
    left = leave(enrol(course(member()), learner, actor=actor), actor=actor)
    with pytest.raises(InvalidTransition):
        leave(left, actor=actor)
