"""What there is to learn, and how far one member is with each course."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils import timezone

from coe_portal.accounts.models import Membership
from training.models.certificates import Certificate
from training.models.courses import Course, CourseQuerySet, Prerequisite, Track, TrackCourse
from training.models.enrollments import Enrollment
from training.models.skills import CourseSkill

MOST_COURSES: Final = 300


@dataclass(frozen=True)
class Card:
    """A course as one member sees it in the catalogue."""

    course: Course
    lessons: int
    minutes: int
    has_quiz: bool
    enrollment: Enrollment | None
    certificate: Certificate | None

    @property
    def is_certified(self) -> bool:
        return self.certificate is not None and self.certificate.is_valid(timezone.now())


@dataclass(frozen=True)
class Shelf:
    """A track with its courses in order; without a track, the courses that are in none."""

    track: Track | None
    cards: tuple[Card, ...]

    @property
    def certified(self) -> int:
        return sum(card.is_certified for card in self.cards)


def cards_for(member: Membership, courses: CourseQuerySet) -> list[Card]:
    """Cards of these courses by title, in three queries."""
    rows: list[Any] = list(
        courses.select_related("current_version__quiz")
        .annotate(
            lesson_count=Count("current_version__lessons"),
            minute_count=Sum("current_version__lessons__minutes"),
        )
        .order_by("title", "id")[:MOST_COURSES]
    )
    enrollments = {
        one.course_id: one
        for one in Enrollment.objects.open().filter(member=member, course__in=rows)
    }
    certificates = newest_certificates(member, rows)
    return [
        Card(
            course=course,
            lessons=course.lesson_count,
            minutes=course.minute_count or 0,
            has_quiz=hasattr(course.current_version, "quiz"),
            enrollment=enrollments.get(course.pk),
            certificate=certificates.get(course.pk),
        )
        for course in rows
    ]


def newest_certificates(member: Membership, courses: Iterable[Course]) -> dict[int, Certificate]:
    """The member's last certificate of each course that was not revoked, by the course's id."""
    rows = Certificate.objects.filter(member=member, course__in=courses, revoked_at__isnull=True)
    return {one.course_id: one for one in rows.order_by("issued_at", "pk")}


def offered_courses(*, text: str = "", audience: str = "") -> CourseQuerySet:
    """What one can enrol in, with these words in title or summary, for this audience."""
    courses: CourseQuerySet = Course.objects.offered()
    if text:
        courses = courses.filter(
            Q(title__icontains=text) | Q(current_version__summary__icontains=text)
        )
    return courses.filter(audience=audience) if audience else courses


def shelves(member: Membership, *, text: str = "", audience: str = "") -> list[Shelf]:
    """The offered courses by track, and those without one last; five queries."""
    courses = offered_courses(text=text, audience=audience)
    cards = {card.course.pk: card for card in cards_for(member, courses)}
    places = TrackCourse.objects.filter(track__is_active=True, course__in=list(cards))
    found: dict[int, list[Card]] = {}
    placed = set()
    for place in places.order_by("track__position", "position", "pk"):
        found.setdefault(place.track_id, []).append(cards[place.course_id])
        placed.add(place.course_id)
    tracks = Track.objects.filter(pk__in=found)
    loose = tuple(card for pk, card in cards.items() if pk not in placed)
    shown = [Shelf(track, tuple(found[track.pk])) for track in tracks]
    return [*shown, Shelf(None, loose)] if loose else shown


@dataclass(frozen=True)
class Needed:
    """A course that comes first, and whether the member has it."""

    course: Course
    is_met: bool


@dataclass(frozen=True)
class CoursePage:
    """What the page of a course shows."""

    card: Card
    lessons: tuple[tuple[str, int], ...]
    needed: tuple[Needed, ...]
    skills: tuple[CourseSkill, ...]
    last_enrollment: Enrollment | None


def course_page(course: Course, member: Membership) -> CoursePage:
    """One course for one member, in a fixed number of queries."""
    (card,) = cards_for(member, Course.objects.filter(pk=course.pk))
    version = course.current_version
    required = [
        one.requires
        for one in Prerequisite.objects.filter(course=course).select_related("requires")
    ]
    held = newest_certificates(member, required) if required else {}
    return CoursePage(
        card=card,
        lessons=tuple(version.lessons.values_list("title", "minutes")) if version else (),
        needed=tuple(Needed(one, one.pk in held) for one in required),
        skills=tuple(CourseSkill.objects.filter(course=course).select_related("skill")),
        last_enrollment=Enrollment.objects.filter(course=course, member=member).first(),
    )


def authored_tracks() -> QuerySet[Track]:
    """All tracks, also those that are not shown, with the number of their courses."""
    return Track.objects.annotate(courses=Count("places"))


def authored_courses() -> CourseQuerySet:
    """All courses with what their authors want to know of each."""
    courses: CourseQuerySet = Course.objects.select_related(
        "owner__user", "current_version"
    ).annotate(
        learners=Count("enrollments", distinct=True),
        last_version=Max("versions__number"),
        drafts=Count("versions", filter=Q(versions__state="draft"), distinct=True),
    )
    return courses
