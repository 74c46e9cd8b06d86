"""Courses to learn from, with as little in them as a test needs."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.references import next_number
from training.actions.sessions import SessionTerms, plan_session
from training.choices import Audience, SessionKind, VersionState
from training.models.certificates import Certificate
from training.models.courses import Course, CourseVersion, Lesson
from training.models.sessions import CourseSession

session_titles = (f"Session {number}" for number in itertools.count(1))
titles = (f"Course {number}" for number in itertools.count(1))

CourseFactory = Callable[..., Course]


def certify(
    holder: Membership, course: Course, *, lapses_in: dt.timedelta | None = None, **fields: object
) -> Certificate:
    """A certificate as it stands after a course was completed."""
    now = timezone.now()
    lapses_at = None if lapses_in is None else now + lapses_in
    values = {"issued_at": now, "expires_at": lapses_at, **fields}
    certificate: Certificate = Certificate.objects.create(
        number=next_number("CERT"),
        member=holder,
        course=course,
        version=course.current_version,
        course_title=course.title,
        holder_name=holder.display_name,
        **values,
    )
    return certificate


@pytest.fixture
def course() -> CourseFactory:
    """`course(owner, title=…, valid_months=6)`: a published course of one lesson, in scope."""

    def make(owner: Membership, *, lessons: int = 1, **fields: object) -> Course:
        values = {"title": next(titles), "audience": Audience.LITERACY, **fields}
        made = Course.objects.create(number=next_number("C"), owner=owner, **values)
        version = CourseVersion.objects.create(
            course=made, number=1, state=VersionState.PUBLISHED, published_at=timezone.now()
        )
        for place in range(1, lessons + 1):
            Lesson.objects.create(
                version=version, key=f"lesson-{place}", title=f"Lesson {place}", position=place
            )
        made.current_version = version
        made.save()
        return made

    return make


SessionFactory = Callable[..., CourseSession]


@pytest.fixture
def session() -> SessionFactory:
    """`session(host, seats=2, in_days=7, course=…)`: a session to come, in scope."""

    def make(host: Membership, *, in_days: float = 7, **fields: object) -> CourseSession:
        starts_at = timezone.now() + dt.timedelta(days=in_days)
        values = {
            "kind": SessionKind.WORKSHOP,
            "title": next(session_titles),
            "host": host,
            "starts_at": starts_at,
            "ends_at": starts_at + dt.timedelta(hours=2),
            **fields,
        }
        return plan_session(SessionTerms(**values), actor=Actor.system("tests"))

    return make
