"""What one member must do by when, does now, has done, and where they will be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, F, Q

from coe_portal.accounts.models import Membership
from training.choices import EnrollmentStatus
from training.models.certificates import Certificate
from training.models.enrollments import Enrollment
from training.models.sessions import Booking

MOST_OPEN: Final = 100
MOST_DONE: Final = 20
MOST_SESSIONS: Final = 20
SOON: Final = dt.timedelta(days=60)


@dataclass(frozen=True)
class OpenCourse:
    """A course that one is in, and how far."""

    enrollment: Enrollment
    lessons: int
    read: int
    is_overdue: bool

    @property
    def is_begun(self) -> bool:
        return self.enrollment.status == EnrollmentStatus.STARTED


@dataclass(frozen=True)
class MyLearning:
    """Open courses by due date, what is over, sessions to come, certificates by their end."""

    open: Sequence[OpenCourse]
    done: Sequence[Enrollment]
    bookings: Sequence[Booking]
    certificates: Sequence[Certificate]

    @property
    def overdue(self) -> int:
        return sum(one.is_overdue for one in self.open)

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.done or self.bookings or self.certificates)


def my_learning(member: Membership, now: dt.datetime, today: dt.date) -> MyLearning:
    """Everything on the page, in four queries whatever there is."""
    own = Enrollment.objects.filter(member=member).select_related("course")
    bookings = Booking.objects.live().filter(
        member=member, session__ends_at__gte=now, session__cancelled_at__isnull=True
    )
    certificates = Certificate.objects.valid_at(now).filter(member=member)
    return MyLearning(
        open=_open_courses(member, today),
        done=list(own.exclude(ended_at=None).order_by("-ended_at", "-pk")[:MOST_DONE]),
        bookings=list(
            bookings.select_related("session").order_by("session__starts_at")[:MOST_SESSIONS]
        ),
        certificates=list(
            certificates.order_by(F("expires_at").asc(nulls_last=True), "-pk")[:MOST_DONE]
        ),
    )


def _open_courses(member: Membership, today: dt.date) -> list[OpenCourse]:
    """Soonest due first. Lessons are those of the version begun, or of the one to begin."""
    begun = Q(version__isnull=False)
    rows: Any = (
        Enrollment.objects.open()
        .filter(member=member)
        .select_related("course")
        .annotate(
            own_lessons=Count("version__lessons", distinct=True),
            new_lessons=Count("course__current_version__lessons", distinct=True, filter=~begun),
            lessons_read=Count("read", distinct=True),
        )
        .order_by(F("due_on").asc(nulls_last=True), "-number")[:MOST_OPEN]
    )
    return [
        OpenCourse(
            enrollment=one,
            lessons=one.own_lessons + one.new_lessons,
            read=one.lessons_read,
            is_overdue=one.is_overdue(today),
        )
        for one in rows
    ]
