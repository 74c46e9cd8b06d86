"""The starter courses arrive once, published, and never touch what an organization wrote."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import NotAllowed
from coe_portal.tenancy.scope import scope
from training.actions import authoring
from training.actions.skill_catalogue import install_standard_set
from training.actions.starters import install_starter_courses
from training.catalogs.starters import starter_courses, starter_tracks
from training.choices import VersionState
from training.models.courses import Course, Lesson, Track
from training.models.quizzes import Question
from training.models.skills import CourseSkill

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(in_scope, member):
    return member(Role.COE_STAFF)


@pytest.fixture
def installed(author) -> list[Course]:
    return install_starter_courses(author, actor=Actor.member(author))


def test_courses_are_published_as_version_one(installed, author):
    assert [course.title for course in installed] == [one.title for one in starter_courses()]
    assert {course.owner_id for course in installed} == {author.pk}
    assert {course.current_version.number for course in installed} == {1}
    assert {course.current_version.state for course in installed} == {VersionState.PUBLISHED}


def test_all_lessons_and_questions_arrive(installed):
    assert Lesson.objects.count() == sum(len(one.lessons) for one in starter_courses())
    assert Question.objects.count() == sum(len(one.questions) for one in starter_courses())


def test_ids_of_answers_do_not_tell_their_place(installed):
    question = Question.objects.filter(kind="ordering").first()
    ids = [option["id"] for option in question.options]

    assert len(set(ids)) == len(ids)
    assert not set(ids) & {"a", "b", "0", "1"}
    assert {len(one) for one in ids} == {8}


def test_tracks_hold_their_courses_in_order(installed):
    titles = {one.slug: one.title for one in starter_courses()}
    held = {
        track.slug: [place.course.title for place in track.places.select_related("course")]
        for track in Track.objects.all()
    }

    assert held == {
        track.slug: [titles[slug] for slug in track.courses] for track in starter_tracks()
    }


def test_each_course_is_on_record(installed):
    published = AuditEvent.objects.filter(action="training.course.published")

    assert published.count() == len(installed)


def test_second_time_nothing_happens(installed, author):
    events = AuditEvent.objects.count()

    assert install_starter_courses(author, actor=Actor.member(author)) == []
    assert AuditEvent.objects.count() == events
    assert Course.objects.count() == len(installed)


def test_a_renamed_course_is_left_alone(installed, author):
    actor = Actor.member(author)
    course = installed[0]
    authoring.change_course(course, authoring.CourseTerms(title="KI für alle"), actor=actor)
    draft = authoring.open_draft(course, actor=actor)
    lesson = draft.lessons.first()
    terms = authoring.LessonTerms(title="Ours", body="Our own words.")
    authoring.save_lesson(draft, terms, key=lesson.key, revision=0, actor=actor)

    assert install_starter_courses(author, actor=actor) == []
    assert draft.lessons.get(key=lesson.key).body == "Our own words."


def test_a_course_of_the_same_title_is_not_doubled(author, course):
    own = course(author, title=starter_courses()[0].title)
    made = install_starter_courses(author, actor=Actor.member(author))

    assert own not in made
    assert len(made) == len(starter_courses()) - 1
    assert own.current_version.lessons.count() == 1


def test_skills_are_linked_whichever_comes_first(installed, author):
    assert not CourseSkill.objects.exists()

    install_standard_set(actor=Actor.member(author))

    links = {(link.course.title, link.skill.code): link.level for link in CourseSkill.objects.all()}
    assert links == {
        (one.title, code): level for one in starter_courses() for code, level in one.skills.items()
    }


def test_a_submitter_may_not(in_scope, member):
    submitter = member(Role.SUBMITTER)

    with pytest.raises(NotAllowed):
        install_starter_courses(submitter, actor=Actor.member(submitter))

    assert not Course.objects.exists()


def test_other_organizations_get_nothing(installed, other_organization):
    with scope(other_organization):
        assert not Course.objects.exists()
        assert not Track.objects.exists()
