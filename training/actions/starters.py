"""Give an organization the courses that come with the portal, once."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import record
from coe_portal.tenancy.references import next_number, next_numbers
from training import declarations as told
from training.actions.authoring import publish_course
from training.catalogs.starters import (
    StarterCourse,
    StarterTrack,
    starter_courses,
    starter_tracks,
)
from training.models.courses import Course, CourseVersion, Lesson, Track, TrackCourse
from training.models.quizzes import Question, Quiz
from training.models.skills import CourseSkill, Skill
from training.permissions import AUTHOR


@transaction.atomic
def install_starter_courses(owner: Membership, *, actor: Actor) -> list[Course]:
    """Publish the starter courses that are not here yet, and make their tracks; the new courses.

    What the organization has is left as it is: a course is here when its title is taken or when
    some course has, or ever had, one of its lessons; a track is here when its address is taken.
    """
    require(actor, AUTHOR.code)
    # Of two who install at once the second waits here and finds them done.
    next_numbers(Course.PREFIX, 0)
    courses = _courses_here()
    made = [one for one in starter_courses() if one.slug not in courses]
    courses |= {one.slug: _install(one, owner, actor) for one in made}
    teach_skills(courses)
    _install_tracks(courses, actor)
    return [courses[one.slug] for one in made]


def _courses_here() -> dict[str, Course]:
    """The starter courses that the organization has, whatever they are called now."""
    keys = {key: one.slug for one in starter_courses() for key in one.keys}
    titles = {one.title: one.slug for one in starter_courses()}
    lessons = Lesson.objects.filter(key__in=keys).select_related("version__course")
    here = {keys[lesson.key]: lesson.version.course for lesson in lessons}
    named = Course.objects.filter(title__in=titles)
    return {titles[course.title]: course for course in named} | here


def _install(starter: StarterCourse, owner: Membership, actor: Actor) -> Course:
    terms = {
        "title": starter.title,
        "audience": starter.audience,
        "valid_months": starter.valid_months,
        "counts_as_literacy": starter.counts_as_literacy,
    }
    course: Course = Course.objects.create(number=next_number(Course.PREFIX), owner=owner, **terms)
    version = CourseVersion.objects.create(course=course, number=1, summary=starter.summary)
    _write_lessons(version, starter)
    _write_quiz(version, starter)
    record(told.COURSE_CREATED, course, actor=actor, after={**terms, "starter": starter.slug})
    publish_course(version, str(_("Comes with the portal")), revision=0, actor=actor)
    return Course.objects.get(pk=course.pk)


def _write_lessons(version: CourseVersion, starter: StarterCourse) -> None:
    Lesson.objects.bulk_create(
        Lesson(
            organization_id=version.organization_id,
            version=version,
            position=position,
            key=lesson.key,
            title=lesson.title,
            body=lesson.body,
            minutes=lesson.minutes,
        )
        for position, lesson in enumerate(starter.lessons, start=1)
    )


def _write_quiz(version: CourseVersion, starter: StarterCourse) -> None:
    quiz = Quiz.objects.create(version=version, **starter.quiz)
    Question.objects.bulk_create(
        Question(
            organization_id=version.organization_id,
            quiz=quiz,
            position=position,
            **{**question, "options": [_option(one) for one in question["options"]]},
        )
        for position, question in enumerate(starter.questions, start=1)
    )


def _option(plain: Mapping[str, Any]) -> dict[str, Any]:
    """With an id that tells a learner nothing of its place in the file."""
    return {"id": secrets.token_hex(4), **plain}


def teach_skills(courses: Mapping[str, Course] | None = None) -> None:
    """Say what the starter courses teach, where nothing is said yet and the skills are known."""
    courses = _courses_here() if courses is None else courses
    told_already = set(
        CourseSkill.objects.filter(course__in=courses.values()).values_list("course", flat=True)
    )
    skills = {skill.code: skill for skill in Skill.objects.all()}
    for starter in starter_courses():
        course = courses.get(starter.slug)
        if course is None or course.pk in told_already:
            continue
        for code in starter.skills.keys() & skills.keys():
            CourseSkill.objects.create(
                course=course, skill=skills[code], level=starter.skills[code]
            )


def _install_tracks(courses: Mapping[str, Course], actor: Actor) -> None:
    taken = set(Track.objects.values_list("slug", flat=True))
    for position, track in enumerate(starter_tracks(), start=1):
        if track.slug not in taken:
            _install_track(track, position, courses, actor)


def _install_track(
    starter: StarterTrack, position: int, courses: Mapping[str, Course], actor: Actor
) -> None:
    track = Track.objects.create(
        slug=starter.slug,
        title=starter.title,
        summary=starter.summary,
        audience=starter.audience,
        position=position,
    )
    for place, slug in enumerate(starter.courses, start=1):
        TrackCourse.objects.create(track=track, course=courses[slug], position=place)
    after = {"title": track.title, "courses": [courses[slug].title for slug in starter.courses]}
    record(told.TRACK_CHANGED, track, actor=actor, after=after)
