"""Enrol in a course, begin it, leave it, complete it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidTransition, RuleViolation
from coe_portal.tenancy.references import next_number
from training import declarations as told
from training.actions.certification import issue_certificate
from training.choices import EnrollmentSource, EnrollmentStatus
from training.models.certificates import Certificate
from training.models.courses import Course, Lesson
from training.models.enrollments import Enrollment, EnrollmentRule, LessonRead
from training.permissions import ENROL_OTHERS, LEARN, LEAVE_COURSE, WORK_ON_ENROLLMENT


@dataclass(frozen=True)
class Enrolling:
    """Why somebody is enrolled and until when."""

    source: EnrollmentSource = EnrollmentSource.SELF
    due_on: dt.date | None = None
    rule: EnrollmentRule | None = None


@transaction.atomic
def enrol(
    course: Course, member: Membership, *, actor: Actor, terms: Enrolling | None = None
) -> Enrollment:
    """Put a member into a course; the version is chosen when they begin.

    Raises:
        NotAllowed: the actor enrols somebody who is not their report.
        RuleViolation: the course is not offered, the member is in it already, or has used up the
            attempts and enrols again without anybody else's word.
    """
    terms = terms or Enrolling()
    if actor.is_member(member.pk):
        require(actor, LEARN.code)
        _require_no_spent_attempts(course, member)
    else:
        require(actor, ENROL_OTHERS.code, member)
    if not Course.objects.offered().filter(pk=course.pk).exists():
        raise RuleViolation(_("This course is not offered now."), code="course.not_offered")
    enrollment = _create(course, member, terms, actor)
    record(
        told.ENROLLED,
        enrollment,
        actor=actor,
        after={
            "member": member,
            "course": course.reference,
            "source": terms.source,
            "due": terms.due_on,
        },
    )
    return enrollment


def _require_no_spent_attempts(course: Course, member: Membership) -> None:
    """Leaving and coming again gives no new attempts: somebody else must want it."""
    last = Enrollment.objects.filter(course=course, member=member).first()
    if last is None or last.is_open or last.status == EnrollmentStatus.COMPLETED:
        return
    if last.status == EnrollmentStatus.FAILED or last.attempts.exists():
        raise RuleViolation(
            _("You have tried the quiz of this course. Ask your manager or the CoE to enrol you."),
            code="enrollment.attempts_spent",
        )


def _create(course: Course, member: Membership, terms: Enrolling, actor: Actor) -> Enrollment:
    try:
        with transaction.atomic():
            return Enrollment.objects.create(
                number=next_number(Enrollment.PREFIX),
                member=member,
                course=course,
                source=terms.source,
                rule=terms.rule,
                enrolled_by=actor.membership,
                due_on=terms.due_on,
                enrolled_at=timezone.now(),
            )
    except IntegrityError as error:
        raise RuleViolation(
            _("%(member)s is in this course already.") % {"member": member},
            code="enrollment.exists",
        ) from error


@transaction.atomic
def begin(enrollment: Enrollment, *, actor: Actor) -> Enrollment:
    """Start learning in the version that is published now, and keep it to the end.

    Raises:
        InvalidTransition: the enrolment is over.
        RuleViolation: a prerequisite is missing.
    """
    enrollment = Enrollment.objects.locked(enrollment.pk)
    require(actor, WORK_ON_ENROLLMENT.code, enrollment)
    require_open(enrollment)
    if enrollment.status == EnrollmentStatus.STARTED:
        return enrollment
    _require_prerequisites(enrollment)
    return _move(
        enrollment,
        told.COURSE_STARTED,
        actor=actor,
        status=EnrollmentStatus.STARTED,
        version=enrollment.course.current_version,
        started_at=timezone.now(),
    )


def _require_prerequisites(enrollment: Enrollment) -> None:
    """Each course that comes before has been certified at some time, lapsed or not."""
    held = Certificate.objects.filter(
        member_id=enrollment.member_id, revoked_at__isnull=True
    ).values("course")
    missing = enrollment.course.prerequisites.exclude(requires__in=held).select_related("requires")
    titles = [str(one.requires) for one in missing]
    if titles:
        raise RuleViolation(
            _("Complete first: %(courses)s.") % {"courses": ", ".join(titles)},
            code="course.prerequisite_missing",
        )


@transaction.atomic
def read_lesson(enrollment: Enrollment, lesson: Lesson, *, actor: Actor) -> Enrollment:
    """Mark a lesson as read; the last one completes a course that has no quiz."""
    enrollment = Enrollment.objects.locked(enrollment.pk)
    require(actor, WORK_ON_ENROLLMENT.code, enrollment)
    if enrollment.status != EnrollmentStatus.STARTED:
        return enrollment  # reading on after the end is welcome and changes nothing
    _row, is_new = LessonRead.objects.get_or_create(enrollment=enrollment, lesson=lesson)
    if is_new:
        record(told.LESSON_READ, enrollment, actor=actor, after={"lesson": lesson.title})
    version = lesson.version
    if enrollment.read.count() == version.lessons.count() and not hasattr(version, "quiz"):
        complete(enrollment, percent=None, actor=actor)
    return enrollment


@transaction.atomic
def leave(enrollment: Enrollment, *, actor: Actor) -> Enrollment:
    """Withdraw from a course that is not over.

    Oneself only where one enrolled oneself: what a manager or a rule asks for, only somebody who
    enrols others takes back.
    """
    enrollment = Enrollment.objects.locked(enrollment.pk)
    require(actor, LEAVE_COURSE.code, enrollment)
    require_open(enrollment)
    return _move(
        enrollment,
        told.COURSE_LEFT,
        actor=actor,
        status=EnrollmentStatus.WITHDRAWN,
        ended_at=timezone.now(),
    )


def complete(enrollment: Enrollment, *, percent: int | None, actor: Actor) -> Certificate:
    """End a course well and issue its certificate, within the caller's lock and transaction."""
    require_open(enrollment)
    _move(
        enrollment,
        told.COURSE_COMPLETED,
        actor=actor,
        status=EnrollmentStatus.COMPLETED,
        ended_at=timezone.now(),
        percent=percent,
    )
    return issue_certificate(enrollment, actor=actor)


def complete_by_attendance(course: Course, members: Collection[int], *, actor: Actor) -> int:
    """Complete a course for those of the members who are in it; how many. Within a transaction.

    A course with a quiz is completed by passing it, so that attending changes nothing there.
    """
    rows = Enrollment.objects.open().filter(course=course, member__in=members).locked_rows()
    done = 0
    for enrollment in rows.select_related("member__user", "course__current_version", "version"):
        version = enrollment.version or enrollment.course.current_version
        if version is not None and not hasattr(version, "quiz"):
            enrollment.version = version
            enrollment.save(update_fields=["version", "updated_at"])
            complete(enrollment, percent=None, actor=actor)
            done += 1
    return done


def complete_by_proof(course: Course, member: Membership, *, actor: Actor) -> Enrollment | None:
    """End an open enrolment of the member in the course well; the caller issues the certificate."""
    rows = Enrollment.objects.open().filter(course=course, member=member).locked_rows()
    enrollment = rows.select_related("course").first()
    if enrollment is None:
        return None
    return _move(
        enrollment,
        told.COURSE_COMPLETED,
        actor=actor,
        status=EnrollmentStatus.COMPLETED,
        ended_at=timezone.now(),
    )


def complete_by_import(
    enrollment: Enrollment, *, completed_at: dt.datetime, percent: int | None, actor: Actor
) -> Enrollment:
    """End an enrolment well that the caller has locked; the caller issues the certificate.

    It ends on the day of completion, or on the day of enrolment if that came later.
    """
    require_open(enrollment)
    return _move(
        enrollment,
        told.COURSE_COMPLETED,
        actor=actor,
        status=EnrollmentStatus.COMPLETED,
        ended_at=max(completed_at, enrollment.enrolled_at),
        percent=percent,
    )


def fail(enrollment: Enrollment, *, percent: int, actor: Actor) -> Enrollment:
    """End a course whose attempts are used up, within the caller's lock and transaction."""
    require_open(enrollment)
    return _move(
        enrollment,
        told.COURSE_FAILED,
        actor=actor,
        status=EnrollmentStatus.FAILED,
        ended_at=timezone.now(),
        percent=percent,
    )


def require_open(enrollment: Enrollment) -> None:
    """InvalidTransition when the enrolment is at an end."""
    if not enrollment.is_open:
        raise InvalidTransition(
            _("This enrolment is at its end: %(state)s.")
            % {"state": enrollment.get_status_display().lower()},
            code="enrollment.ended",
        )


def _move(enrollment: Enrollment, action: Any, *, actor: Actor, **values: Any) -> Enrollment:
    before = enrollment.status
    for name, value in values.items():
        setattr(enrollment, name, value)
    enrollment.save(update_fields=[*values, "updated_at"])
    record(
        action,
        enrollment,
        actor=actor,
        before={"status": before},
        after={"status": enrollment.status, "percent": enrollment.percent},
    )
    return enrollment
