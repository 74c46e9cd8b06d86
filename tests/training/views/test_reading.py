"""Authors read their draft as learners will, and nothing of it is kept."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from tests.training.papers import QUESTIONS, WHY, write_course
from training.actions import authoring
from training.actions.authoring import LessonTerms, QuizTerms
from training.choices import QuestionKind
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF, name="Ada Author"))


@pytest.fixture
def course(organization, author):
    """Published, with two lessons and a quiz; its draft has a third lesson."""
    with scope(organization):
        made = write_course(author)
        draft = authoring.open_draft(made, actor=author)
        terms = LessonTerms("Lesson 3", "**News** of the draft.")
        authoring.save_lesson(draft, terms, revision=0, actor=author)
        return made


@pytest.fixture
def lessons(organization, course):
    with scope(organization):
        return list(course.versions.get(state="draft").lessons.all())


@pytest.fixture
def browser(author, client_for):
    return client_for(author.membership)


def text_of(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_draft_is_read_lesson_by_lesson_up_to_the_quiz(browser, course, lessons):
    here = {"reference": course.reference}
    places = [url("read_lesson", key=one.key, **here) for one in lessons]
    overview = text_of(browser.get(url("read_course", **here)))
    assert "Version 2 is a draft" in overview
    order = [overview.index(f'"{place}">Lesson') for place in places]
    assert order == sorted(order)
    assert f'href="{places[1]}"' in text_of(browser.get(places[0]))
    last = text_of(browser.get(places[2]))
    assert "<strong>News</strong> of the draft." in last
    assert "On to the quiz" in last
    assert url("read_course", **here) in text_of(browser.get(url("author_course", **here)))


def test_answers_are_shown_when_they_are_asked_for(browser, course):
    address = url("read_quiz", reference=course.reference)
    page = text_of(browser.get(address))
    for kind, options in QUESTIONS.items():
        assert f"Is {kind} clear?" in page
        assert all(option.text in page for option in options)
    for telling in (WHY, "Right is", " checked", " selected"):
        assert telling not in page
    solved = [option.text for option in QUESTIONS[QuestionKind.ORDERING]]
    shown = re.findall(r"<label for=[^>]*>(\w+)</label>", page)
    assert sorted(shown) == sorted(solved)
    assert shown != solved
    told = text_of(browser.get(f"{address}?answers=1"))
    assert told.count(WHY) == len(QUESTIONS)
    assert " · ".join(solved) in told
    assert "Check it · Cite it" in told


def test_pools_are_shown_whole_and_said(browser, course, organization, author):
    with scope(organization):
        draft = course.versions.get(state="draft")
        question = draft.quiz.questions.first()
        question.pool = "law"
        question.save()
        terms = QuizTerms(is_shuffled=False, draws={"law": 1})
        authoring.save_quiz(draft, terms, revision=draft.revision, actor=author)
    page = text_of(browser.get(url("read_quiz", reference=course.reference)))
    assert "Of the pool law each attempt asks 1." in page
    assert "as learners get them" in page
    assert page.count("<fieldset") == len(QUESTIONS)


def test_reading_keeps_nothing(browser, course, lessons, organization):
    here = {"reference": course.reference}
    with scope(organization):
        before = AuditEvent.objects.count()
    for address in (
        url("read_course", **here),
        url("read_lesson", key=lessons[0].key, **here),
        url("read_quiz", **here) + "?answers=1",
    ):
        text_of(browser.get(address))
        assert browser.post(address).status_code == 405
    with scope(organization):
        assert AuditEvent.objects.count() == before
        assert not Enrollment.objects.exists()
        assert not Attempt.objects.exists()


def test_without_a_draft_what_is_published_is_read(browser, organization, author):
    with scope(organization):
        course = write_course(author, title="Only published")
    page = text_of(browser.get(url("read_course", reference=course.reference)))
    assert "Version 1 is published" in page


def test_an_empty_draft_is_read_too(browser, organization, author):
    with scope(organization):
        course = authoring.create_course(authoring.CourseTerms("Empty"), actor=author)
    here = {"reference": course.reference}
    assert "No lessons yet" in text_of(browser.get(url("read_course", **here)))
    assert browser.get(url("read_quiz", **here)).status_code == 404
    assert browser.get(url("read_lesson", key="none", **here)).status_code == 404


def test_other_staff_may_read_and_learners_may_not(course, lessons, member, client_for):
    here = {"reference": course.reference}
    places = (
        url("read_course", **here),
        url("read_lesson", key=lessons[0].key, **here),
        url("read_quiz", **here),
    )
    for role, status in (((Role.COE_STAFF,), 200), ((), 403), ((Role.AUDITOR,), 403)):
        client = client_for(member(*role))
        assert [client.get(place).status_code for place in places] == [status] * 3


def test_drafts_of_another_organization_are_not_there(
    browser, course, lessons, other_organization, member
):
    with scope(other_organization):
        colleague = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        for title in ("Zebra one", "Zebra two"):
            theirs = write_course(colleague, title=title)
        key = theirs.current_version.lessons.first().key
    assert browser.get(url("read_course", reference=theirs.reference)).status_code == 404
    foreign = url("read_lesson", reference=course.reference, key=key)
    assert browser.get(foreign).status_code == 404
