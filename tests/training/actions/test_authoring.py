"""Drafts are edited by who has read them last, and published versions never change."""

from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.errors import (
    InvalidInput,
    InvalidTransition,
    NotAllowed,
    RuleViolation,
    StaleState,
)
from coe_portal.tenancy.scope import scope
from tests.training.papers import QUESTIONS, through_the_lessons, write_course
from training.actions import authoring
from training.actions.authoring import CourseTerms, LessonTerms, QuestionTerms, QuizTerms
from training.choices import QuestionKind, VersionState
from training.logic.quizzes import Option
from training.models.courses import Course, CourseVersion
from training.models.quizzes import Question, Quiz

pytestmark = pytest.mark.usefixtures("in_scope")


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF, name="Ada Author"))


@pytest.fixture
def draft(author):
    course = authoring.create_course(CourseTerms("Prompting"), actor=author)
    return authoring.open_draft(course, actor=author)


@pytest.fixture
def published(author):
    return write_course(author)


def save(draft, title, revision, actor, key=""):
    terms = LessonTerms(title, "Text.")
    return authoring.save_lesson(draft, terms, key=key, revision=revision, actor=actor)


def titles(version: CourseVersion) -> list[str]:
    return list(version.lessons.values_list("title", flat=True))


def test_a_course_begins_with_an_empty_draft_of_its_author(draft, author):
    assert (draft.number, draft.state, draft.lessons.count()) == (1, VersionState.DRAFT, 0)
    assert draft.course.owner == author.membership
    assert draft.course.current_version is None
    assert AuditEvent.objects.about(draft.course).get().action == "training.course.created"


def test_titles_are_given_once(draft, author):
    other = authoring.create_course(CourseTerms("Other"), actor=author)
    with pytest.raises(InvalidInput, match="this title"):
        authoring.create_course(CourseTerms("Prompting"), actor=author)
    with pytest.raises(InvalidInput, match="this title"):
        authoring.change_course(other, CourseTerms("Prompting"), actor=author)
    changed = authoring.change_course(other, CourseTerms("Other", valid_months=6), actor=author)
    assert changed.valid_months == 6


def test_who_read_an_older_draft_overwrites_nothing(draft, author):
    lesson = save(draft, "First", 0, author)
    with pytest.raises(StaleState) as stale:
        save(draft, "Overwritten", 0, author, key=lesson.key)
    assert stale.value.context == {"revision": 1}
    assert titles(draft) == ["First"]
    save(draft, "Mended", 1, author, key=lesson.key)
    assert titles(draft) == ["Mended"]


def test_lessons_move_and_stop_at_the_ends(draft, author):
    first, _second, third = (
        save(draft, title, revision, author) for revision, title in enumerate(["A", "B", "C"])
    )
    authoring.move_lesson(draft, third.key, -1, revision=3, actor=author)
    assert titles(draft) == ["A", "C", "B"]
    authoring.move_lesson(draft, first.key, -1, revision=4, actor=author)
    assert titles(draft) == ["A", "C", "B"]
    authoring.delete_lesson(draft, first.key, revision=5, actor=author)
    assert titles(draft) == ["C", "B"]


def test_a_quiz_goes_with_its_last_question(draft, author):
    terms = QuestionTerms(QuestionKind.SINGLE, "Clear?", QUESTIONS[QuestionKind.SINGLE])
    question = authoring.save_question(draft, terms, revision=0, actor=author)
    authoring.delete_question(draft, question.key, revision=1, actor=author)
    assert not Quiz.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda draft, **told: authoring.move_lesson(draft, "gone", 1, **told),
        lambda draft, **told: authoring.delete_lesson(draft, "gone", **told),
        lambda draft, **told: authoring.delete_question(draft, "gone", **told),
    ],
)
def test_what_is_not_in_the_draft_is_said_so(change, draft, author):
    with pytest.raises(InvalidTransition, match="not in the draft"):
        change(draft, revision=draft.revision, actor=author)


def test_a_question_keeps_the_ids_of_its_answers_and_gets_new_ones(draft, author):
    terms = QuestionTerms(
        QuestionKind.SINGLE, "Clear?", (Option("", "Yes", True), Option("", "No"))
    )
    question = authoring.save_question(draft, terms, revision=0, actor=author)
    ids = [option.id for option in question.item.options]
    assert len(set(ids)) == 2
    again = QuestionTerms(QuestionKind.SINGLE, "Clear now?", question.item.options)
    saved = authoring.save_question(draft, again, key=question.key, revision=1, actor=author)
    assert [option.id for option in saved.item.options] == ids


def test_a_question_nobody_can_answer_is_refused(draft, author):
    options = (Option("", "Yes"), Option("", "No"))
    terms = QuestionTerms(QuestionKind.SINGLE, "Clear?", options)
    with pytest.raises(InvalidInput) as refused:
        authoring.save_question(draft, terms, revision=0, actor=author)
    assert refused.value.errors == {"options": ["Mark exactly one answer as right."]}
    assert not Question.objects.exists()


def test_an_unready_draft_is_not_published(draft, author):
    with pytest.raises(RuleViolation, match="at least one lesson"):
        authoring.publish_course(draft, "", revision=0, actor=author)
    authoring.save_lesson(draft, LessonTerms("Empty"), revision=0, actor=author)
    authoring.save_quiz(draft, QuizTerms(draws={"law": 2}), revision=1, actor=author)
    with pytest.raises(RuleViolation) as refused:
        authoring.publish_course(draft, "", revision=2, actor=author)
    for missing in ("“Empty” has no text", "fewer questions than are drawn", "has no questions"):
        assert missing in str(refused.value)
    assert Course.objects.get().current_version is None


def test_a_published_version_never_changes(published, author):
    version = published.current_version
    lesson = version.lessons.first()
    attempts = [
        lambda: authoring.describe_draft(version, "x", revision=7, actor=author),
        lambda: save(version, "x", 7, author, key=lesson.key),
        lambda: authoring.move_lesson(version, lesson.key, 1, revision=7, actor=author),
        lambda: authoring.delete_lesson(version, lesson.key, revision=7, actor=author),
        lambda: authoring.save_quiz(version, QuizTerms(1), revision=7, actor=author),
        lambda: authoring.publish_course(version, "x", revision=7, actor=author),
    ]
    for attempt in attempts:
        with pytest.raises(InvalidTransition, match="next draft"):
            attempt()
    assert titles(version) == ["Lesson 1", "Lesson 2"]
    assert Quiz.objects.get().pass_percent == 80


def test_the_next_draft_is_a_whole_copy_with_the_same_keys(published, author):
    current = published.current_version
    draft = authoring.open_draft(published, actor=author)
    assert authoring.open_draft(published, actor=author) == draft
    assert draft.number == 2
    for rows in ("lessons", "quiz__questions"):
        keys = CourseVersion.objects.order_by(rows).values_list(f"{rows}__key", flat=True)
        assert set(keys.filter(pk=draft.pk)) == set(keys.filter(pk=current.pk))
    copied, original = draft.quiz.questions.all(), current.quiz.questions.all()
    assert [one.options for one in copied] == [one.options for one in original]
    assert {one.pk for one in copied}.isdisjoint({one.pk for one in original})


def test_publishing_retires_the_old_version_and_leaves_learners_in_it(published, author, member):
    enrollment = through_the_lessons(published, member())
    old = published.current_version
    draft = authoring.open_draft(published, actor=author)
    save(draft, "News", 0, author)
    authoring.publish_course(draft, "News", revision=1, actor=author)
    published.refresh_from_db()
    old.refresh_from_db()
    enrollment.refresh_from_db()
    assert (published.current_version, old.state) == (draft, VersionState.RETIRED)
    assert enrollment.version == old
    assert titles(old) == ["Lesson 1", "Lesson 2"]
    assert titles(draft) == ["Lesson 1", "Lesson 2", "News"]


def test_archived_courses_come_back(published, author):
    for change, offered in (
        (authoring.archive_course, False),
        (authoring.archive_course, False),
        (authoring.restore_course, True),
    ):
        change(published, actor=author)
        assert Course.objects.offered().exists() is offered
    events = AuditEvent.objects.about(published).values_list("action", flat=True)
    assert list(events).count("training.course.archived") == 1


def test_learners_do_not_write_courses(draft, member):
    learner = Actor.member(member())
    for refused in (
        lambda: authoring.create_course(CourseTerms("Mine"), actor=learner),
        lambda: authoring.open_draft(draft.course, actor=learner),
        lambda: save(draft, "Mine", 0, learner),
        lambda: authoring.publish_course(draft, "", revision=0, actor=learner),
        lambda: authoring.archive_course(draft.course, actor=learner),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert titles(draft) == []


def test_another_organization_has_its_own_courses(published, other_organization, member):
    with scope(other_organization):
        assert not Course.objects.exists()
        staff = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        with pytest.raises(Course.DoesNotExist):
            authoring.open_draft(published, actor=staff)
        assert write_course(staff).title == published.title
