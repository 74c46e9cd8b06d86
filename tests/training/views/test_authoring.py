"""From an empty course to the next version, through the pages of authors."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from governance.activities import VOTE
from training.actions import authoring
from training.actions.authoring import CourseTerms, LessonTerms
from training.actions.requirements import RequirementTerms, require_course
from training.models.courses import Course, CourseVersion, Lesson
from training.models.quizzes import Question, Quiz


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def author(member):
    return member(Role.COE_STAFF, name="Ada Author")


@pytest.fixture
def written(organization, author):
    """A course with a draft of two lessons."""
    with scope(organization):
        actor = Actor.member(author)
        course = authoring.create_course(CourseTerms("Asking well"), actor=actor)
        draft = authoring.open_draft(course, actor=actor)
        for revision, title in enumerate(("First", "Second")):
            authoring.save_lesson(
                draft, LessonTerms(title, "Text."), revision=revision, actor=actor
            )
        return course


def draft_of(course):
    with scope(course.organization_id):
        return CourseVersion.objects.get(course=course, state="draft")


QUESTION = {
    "kind": "single",
    "text": "May one paste a client list?",
    "option_0": "No",
    "right_0": "on",
    "option_1": "Yes",
    "explanation": "It leaves the house.",
}


def test_a_course_is_written_and_published(organization, author, client_for):
    browser = client_for(author)
    browser.post(url("author_new"), {"title": "Asking well", "audience": "literacy"})
    with scope(organization):
        course = Course.objects.get(title="Asking well")
    here = {"reference": course.reference}
    browser.post(
        url("lesson_new", **here),
        {"title": "Care", "body": "Think.", "minutes": "5", "revision": "0"},
    )
    browser.post(url("question_new", **here), {**QUESTION, "revision": "1"})
    browser.post(
        url("author_quiz", **here),
        {"pass_percent": "70", "attempts_allowed": "2", "draws": "", "revision": "2"},
    )
    browser.post(url("author_publish", **here), {"changes": "First edition", "revision": "3"})
    with scope(organization):
        course.refresh_from_db()
        version = course.current_version
        assert [lesson.title for lesson in version.lessons.all()] == ["Care"]
        assert (version.quiz.pass_percent, version.quiz.attempts_allowed) == (70, 2)
        options = Question.objects.get().options
        assert AuditEvent.objects.order_by("sequence").last().action == "training.course.published"
    assert [(one["text"], one["right"]) for one in options] == [("No", True), ("Yes", False)]


def test_nothing_of_a_published_version_changes(organization, written, author, client_for):
    browser = client_for(author)
    here = {"reference": written.reference}
    draft = draft_of(written)
    browser.post(url("author_publish", **here), {"revision": draft.revision})
    with scope(organization):
        lesson = draft.lessons.first()
    answer = browser.get(url("lesson_edit", **here, key=lesson.key))
    assert answer.status_code == 404
    browser.post(url("author_draft", **here))
    browser.post(
        url("lesson_edit", **here, key=lesson.key),
        {"title": "Other", "body": "New.", "minutes": "5", "revision": "0"},
    )
    with scope(organization):
        assert set(Lesson.objects.filter(key=lesson.key).values_list("title", flat=True)) == {
            "First",
            "Other",
        }


def test_an_older_page_does_not_overwrite_a_newer_draft(organization, written, author, client_for):
    address = url("author_summary", reference=written.reference)
    answer = client_for(author).post(address, {"summary": "Mine", "revision": "0"})
    assert answer.status_code == 422
    assert "Somebody has changed this draft" in answer.content.decode()
    assert "Mine" in answer.content.decode()
    assert draft_of(written).summary == ""


def test_lessons_move_and_go(organization, written, author, client_for):
    browser, here = client_for(author), {"reference": written.reference}
    with scope(organization):
        second = Lesson.objects.get(title="Second").key
    browser.post(url("lesson_up", **here, key=second), {"revision": "2"})
    with scope(organization):
        titles = draft_of(written).lessons.values_list("title", flat=True)
        assert list(titles) == ["Second", "First"]
    browser.post(url("lesson_delete", **here, key=second), {"revision": "3"})
    with scope(organization):
        assert [one.title for one in draft_of(written).lessons.all()] == ["First"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"right_0": ""}, "Mark exactly one answer as right"),
        ({"option_1": ""}, "Give at least two different answers"),
        ({"kind": "multiple", "right_0": ""}, "Mark at least one answer as right"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(
    organization, written, author, client_for, change, message
):
    given = {**QUESTION, **change, "revision": "2"}
    answer = client_for(author).post(url("question_new", reference=written.reference), given)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    with scope(organization):
        assert not Quiz.objects.exists()


def test_a_draft_without_text_is_not_published(organization, author, client_for):
    with scope(organization):
        actor = Actor.member(author)
        course = authoring.create_course(CourseTerms("Empty"), actor=actor)
        draft = authoring.open_draft(course, actor=actor)
        authoring.save_lesson(draft, LessonTerms("Nothing"), revision=0, actor=actor)
    answer = client_for(author).post(
        url("author_publish", reference=course.reference), {"revision": "1"}
    )
    assert answer.status_code == 422
    assert "“Nothing” has no text" in answer.content.decode()


def test_the_preview_is_sanitised(written, author, client_for):
    text = client_for(author).post(
        url("author_preview", reference=written.reference),
        {"body": "**Bold** <script>alert(1)</script>"},
    )
    assert "<strong>Bold</strong>" in text.content.decode()
    assert "<script>" not in text.content.decode()


def test_an_archived_course_leaves_the_catalogue(organization, written, author, client_for):
    browser, here = client_for(author), {"reference": written.reference}
    browser.post(url("author_publish", **here), {"revision": "2"})
    browser.post(url("author_archive", **here))
    assert "Asking well" not in browser.get(url("catalogue")).content.decode()
    browser.post(url("author_restore", **here))
    assert "Asking well" in browser.get(url("catalogue")).content.decode()


def test_what_comes_first_is_chosen_and_never_a_circle(
    organization, written, author, course, client_for
):
    browser = client_for(author)
    with scope(organization):
        basics = course(author, title="Basics")
    address = url("author_first", reference=written.reference)
    browser.post(address, {"courses": [basics.pk]})
    page = browser.get(url("course", reference=basics.reference)).content.decode()
    assert "Asking well" not in page
    assert "checked" in browser.get(address).content.decode()
    circle = browser.post(
        url("author_first", reference=basics.reference), {"courses": [written.pk]}
    )
    assert circle.status_code == 422
    assert "The course would come before itself." in circle.content.decode()
    with scope(organization):
        assert [one.requires for one in written.prerequisites.all()] == [basics]


def test_a_required_course_is_not_archived(organization, written, author, client_for):
    browser, here = client_for(author), {"reference": written.reference}
    browser.post(url("author_publish", **here), {"revision": "2"})
    with scope(organization):
        terms = RequirementTerms(VOTE.code, written, timezone.localdate())
        require_course(terms, actor=Actor.member(author))
    answer = browser.post(url("author_archive", **here))
    assert answer.status_code == 409
    assert "This course is required" in answer.content.decode()
    with scope(organization):
        assert not Course.objects.get().is_archived


def test_learners_do_not_write(written, member, client_for):
    learner = client_for(member())
    for name in ("authoring", "author_new"):
        assert learner.get(url(name)).status_code == 403
    here = {"reference": written.reference}
    for name in ("author_course", "author_publish", "lesson_new", "author_statistics"):
        assert learner.get(url(name, **here)).status_code == 403
    assert learner.get(url("course", **here)).status_code == 404


def test_the_list_asks_as_much_for_thirty_courses_as_for_one(
    organization, written, author, member, course, client_for, django_assert_num_queries
):
    browser = client_for(author)
    browser.get(url("authoring"))
    with CaptureQueriesContext(connection) as one:
        browser.get(url("authoring"))
    with scope(organization):
        for number in range(29):
            course(member(), title=f"Taught {number}")
    with django_assert_num_queries(len(one)):
        assert "Taught 0" in browser.get(url("authoring")).content.decode()
