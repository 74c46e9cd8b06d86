"""From the catalogue through lessons to the quiz, as a browser sees it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from training.actions import authoring
from training.actions.enrolment import begin, enrol, read_lesson
from training.actions.quizzes import start_attempt
from training.choices import EnrollmentStatus, QuestionKind
from training.logic.quizzes import Option
from training.models.courses import Course, Track, TrackCourse
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt

WHY = "Because a model predicts and does not know."


def url(name, **kwargs):
    return reverse(f"training:{name}", kwargs={"org": "northbank", **kwargs})


@pytest.fixture
def author(member):
    return Actor.member(member(Role.COE_STAFF, name="Ada Author"))


@pytest.fixture
def quiz_course(organization, author):
    """A course of two lessons with one question of each kind."""
    with scope(organization):
        course = authoring.create_course(authoring.CourseTerms("AI for all"), actor=author)
        draft = authoring.open_draft(course, actor=author)
        for number in (1, 2):
            terms = authoring.LessonTerms(f"Lesson {number}", f"## Part {number}\n\nRead me.")
            authoring.save_lesson(draft, terms, revision=number - 1, actor=author)
        for revision, (kind, options) in enumerate(QUESTIONS.items(), start=2):
            terms = authoring.QuestionTerms(kind, f"Is {kind} clear?", options, explanation=WHY)
            authoring.save_question(draft, terms, revision=revision, actor=author)
        authoring.publish_course(draft, "", revision=6, actor=author)
        return Course.objects.get()


QUESTIONS = {
    QuestionKind.SINGLE: (Option("aaaa", "It guesses", right=True), Option("bbbb", "It knows")),
    QuestionKind.MULTIPLE: (
        Option("aaaa", "Check it", right=True),
        Option("bbbb", "Cite it", right=True),
        Option("cccc", "Trust it"),
    ),
    QuestionKind.TRUE_FALSE: (Option("aaaa", "True", right=True), Option("bbbb", "False")),
    QuestionKind.ORDERING: (Option("aaaa", "Ask"), Option("bbbb", "Check"), Option("cccc", "Use")),
}


@pytest.fixture
def learner(member):
    return member(name="Lee Learner")


@pytest.fixture
def ready(organization, quiz_course, learner):
    """An enrolment with every lesson read."""
    with scope(organization):
        actor = Actor.member(learner)
        enrollment = begin(enrol(quiz_course, learner, actor=actor), actor=actor)
        for lesson in enrollment.version.lessons.all():
            read_lesson(enrollment, lesson, actor=actor)
        return enrollment


def answers_of(attempt, *, wrong=False):
    """What a browser posts to answer everything right, or the first question wrong."""
    posted = {}
    for number, line in enumerate(attempt.paper, start=1):
        kind = attempt.quiz.questions.get(key=line["question"]).kind
        options = QUESTIONS[kind]
        place = {option: str(line["options"].index(option) + 1) for option in line["options"]}
        if kind == QuestionKind.ORDERING:
            for rank, option in enumerate(options, start=1):
                posted[f"q{number}-{place[option.id]}"] = str(rank)
        else:
            wanted = [one for one in options if one.right != wrong]
            wrong = False  # the first of these only
            posted[f"q{number}"] = [place[one.id] for one in wanted]
    return posted


def test_the_catalogue_shows_tracks_and_how_far_one_is(
    organization, quiz_course, learner, client_for, member, course
):
    with scope(organization):
        track = Track.objects.create(slug="all", title="For everybody", audience="literacy")
        TrackCourse.objects.create(track=track, course=quiz_course)
        course(member(), title="Loose ends")
        enrol(quiz_course, learner, actor=Actor.member(learner))
    text = client_for(learner).get(url("catalogue")).content.decode()
    assert text.index("For everybody") < text.index("AI for all") < text.index("Loose ends")
    assert "Not started" in text
    found = client_for(learner).get(url("catalogue"), {"q": "loose"}).content.decode()
    assert "Loose ends" in found
    assert "AI for all" not in found


def test_the_catalogue_asks_as_much_for_thirty_courses_as_for_one(
    organization, learner, member, course, client_for, django_assert_num_queries
):
    browser, owner = client_for(learner), member()
    with scope(organization):
        course(owner)
    browser.get(url("catalogue"))

    with CaptureQueriesContext(connection) as one:
        browser.get(url("catalogue"))
    with scope(organization):
        for _number in range(29):
            course(owner)
    with django_assert_num_queries(len(one)):
        browser.get(url("catalogue"))


def test_a_learner_enrols_begins_and_reads_to_the_quiz(
    organization, quiz_course, learner, client_for
):
    browser = client_for(learner)
    browser.post(url("enrol", reference=quiz_course.reference))
    with scope(organization):
        reference = Enrollment.objects.get().reference
    page = browser.post(url("begin", reference=reference), follow=True)
    assert "Part 1" in page.content.decode()
    for lesson in ("lesson-1", "lesson-2"):
        with scope(organization):
            key = quiz_course.current_version.lessons.get(key__startswith=lesson).key
        page = browser.post(url("read", reference=reference, key=key), follow=True)
    assert "Take the quiz" in page.content.decode()
    with scope(organization):
        assert Enrollment.objects.get().read.count() == 2


def test_the_quiz_waits_until_all_lessons_are_read(organization, quiz_course, learner, client_for):
    with scope(organization):
        actor = Actor.member(learner)
        enrollment = begin(enrol(quiz_course, learner, actor=actor), actor=actor)
    answer = client_for(learner).post(url("start_quiz", reference=enrollment.reference))
    assert answer.status_code == 409
    assert "Read all lessons first" in answer.content.decode()


def test_failing_shows_the_score_and_keeps_the_answers_secret(
    organization, ready, learner, client_for
):
    browser = client_for(learner)
    browser.post(url("start_quiz", reference=ready.reference))
    with scope(organization):
        attempt = Attempt.objects.select_related("quiz").get()
        posted = answers_of(attempt, wrong=True)
    page = browser.post(
        url("attempt", reference=ready.reference, number=1), posted, follow=True
    ).content.decode()
    assert "75 % right" in page
    assert "2 attempts left" in page
    assert WHY not in page
    with scope(organization):
        assert Enrollment.objects.get().status == EnrollmentStatus.STARTED


def test_the_last_failure_ends_it_and_explains(organization, ready, learner, client_for):
    browser = client_for(learner)
    for number in (1, 2, 3):
        browser.post(url("start_quiz", reference=ready.reference))
        address = url("attempt", reference=ready.reference, number=number)
        page = browser.post(address, {"q1": "9"}, follow=True).content.decode()
    assert "0 % right" in page
    assert page.count(WHY) == 4
    with scope(organization):
        assert Enrollment.objects.get().status == EnrollmentStatus.FAILED


def test_an_order_that_is_not_whole_is_refused_and_the_rest_is_kept(
    organization, ready, learner, client_for
):
    browser = client_for(learner)
    browser.post(url("start_quiz", reference=ready.reference))
    with scope(organization):
        attempt = Attempt.objects.select_related("quiz").get()
        posted = answers_of(attempt)
    name = next(key for key in posted if "-" in key)
    posted[name] = ""
    answer = browser.post(url("attempt", reference=ready.reference, number=1), posted)
    assert answer.status_code == 422
    assert "Give each answer a place of its own" in answer.content.decode()
    with scope(organization):
        attempt.refresh_from_db()
        assert attempt.submitted_at is None
        assert len(attempt.answers) == 3


def test_no_page_of_a_running_attempt_tells_what_is_right(organization, ready, learner, client_for):
    with scope(organization):
        attempt = start_attempt(ready, actor=Actor.member(learner))
        posted = answers_of(attempt)
    browser = client_for(learner)
    here = {"reference": ready.reference}
    answers = [
        browser.get(url("catalogue")),
        browser.get(url("course", reference=ready.course.reference)),
        browser.get(url("enrollment", **here)),
        browser.get(url("attempt", **here, number=1)),
        browser.post(url("save_answers", **here, number=1), posted),
        browser.get(url("attempt", **here, number=1)),
    ]
    for answer in answers:
        told = answer.content.decode() + str(answer.headers)
        assert answer.status_code == 200
        for secret in (WHY, "aaaa", "bbbb", "cccc", "right&quot;", '"right"'):
            assert secret not in told
    paper = answers[-1].content.decode()
    shown = [paper.index(f">{option.text}</label>") for option in QUESTIONS["ordering"]]
    assert shown != sorted(shown)


def test_a_colleague_sees_neither_enrolment_nor_paper(organization, ready, member, client_for):
    with scope(organization):
        start_attempt(ready, actor=Actor.member(ready.member))
    stranger, staff = client_for(member()), client_for(member(Role.COE_STAFF))
    here = {"reference": ready.reference}
    assert stranger.get(url("enrollment", **here)).status_code == 404
    assert stranger.get(url("attempt", **here, number=1)).status_code == 404
    assert staff.get(url("enrollment", **here)).status_code == 200
    assert staff.get(url("attempt", **here, number=1)).status_code == 403


def test_another_organizations_course_is_not_there(
    organization, quiz_course, other_organization, member, client_for
):
    stranger = client_for(member(Role.COE_STAFF, organization=other_organization))
    inside = reverse("training:course", kwargs={"org": "mercy", "reference": "C-1"})
    assert stranger.get(inside).status_code == 404
    assert (
        "AI for all"
        not in stranger.get(reverse("training:catalogue", kwargs={"org": "mercy"})).content.decode()
    )


def test_who_has_begun_finishes_that_version(organization, ready, learner, author, client_for):
    with scope(organization):
        course = Course.objects.get()
        draft = authoring.open_draft(course, actor=author)
        terms = authoring.LessonTerms("Brand new", "News.")
        authoring.save_lesson(draft, terms, revision=0, actor=author)
        authoring.publish_course(draft, "More", revision=1, actor=author)
    page = client_for(learner).get(url("enrollment", reference=ready.reference)).content.decode()
    assert "You learn in version 1" in page
    assert "Brand new" not in page
