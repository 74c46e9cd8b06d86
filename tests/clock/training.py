"""Courses with a due date, and certificates that lapse."""

from __future__ import annotations

import datetime as dt

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.references import next_number
from tests.clock.reference import DAY, Matter, changing, days_from, morning
from tests.clock.scene import BEGIN, Scene, day_of_year
from tests.training.conftest import CourseFactory, certify
from training import declarations as names
from training.choices import EnrollmentSource, EnrollmentStatus
from training.models.courses import Course
from training.models.enrollments import Enrollment

TO_COMPLETE = (-14, -3, 0, 3, *range(10, 67, 7))
ESCALATION = 7
LAPSING = (-60, -30, -7, 0)
NEWS = 7


def plant(scene: Scene, new_course: CourseFactory, courses: int) -> None:
    """Every owner is enrolled in every course, and holds a certificate of another one."""
    for place in range(courses):
        course = new_course(scene.staff, title=f"To complete {place}")
        held = new_course(scene.staff, title=f"To renew {place}", valid_months=12)
        for turn, learner in enumerate(scene.owners):
            number = place * len(scene.owners) + turn
            _enrol(scene, learner, course, number)
            _hold(scene, learner, held, number)


def _enrol(scene: Scene, learner: Membership, course: Course, number: int) -> None:
    due = day_of_year(number, first=20, last=330, stride=17)
    enrollment = Enrollment.objects.create(
        number=next_number("E"),
        member=learner,
        course=course,
        source=EnrollmentSource.RULE,
        due_on=due,
        enrolled_at=morning(BEGIN),
    )
    done = None
    if number % 3 == 0:
        done = scene.later(due + (number % 20 - 10) * DAY, lambda: _complete(enrollment.pk))
    subject = ("training.enrollment", enrollment.pk)
    what = changing(due, names.COURSE_DUE.code, names.COURSE_OVERDUE.code)
    late = days_from(due, ESCALATION)
    told_to = [scene.boss.pk]
    scene.expect(
        Matter(subject, days_from(due, *TO_COMPLETE), what, [learner.pk], until=done),
        Matter(subject, late, names.REPORT_OVERDUE.code, told_to, until=done),
    )


def _complete(pk: int) -> None:
    Enrollment.objects.filter(pk=pk).update(
        status=EnrollmentStatus.WITHDRAWN, ended_at=morning(BEGIN)
    )


def _hold(scene: Scene, learner: Membership, course: Course, number: int) -> None:
    last = day_of_year(number, first=70, last=330, stride=23)
    moment = dt.datetime.combine(last, dt.time(15), dt.UTC)
    certificate = certify(learner, course, issued_at=morning(BEGIN), expires_at=moment)
    scene.expect(
        Matter(
            ("training.certificate", certificate.pk),
            days_from(last, *LAPSING),
            names.CERTIFICATE_LAPSES.code,
            [learner.pk],
            until=morning(last + (NEWS + 1) * DAY),
        )
    )
