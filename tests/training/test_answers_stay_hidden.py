"""While an attempt runs, nothing that reaches the learner tells what is right."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from django.urls import reverse

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.training.papers import (
    OPTION_IDS,
    QUESTIONS,
    WHY,
    right_answers,
    through_the_lessons,
    write_course,
)
from training.actions.quizzes import start_attempt, submit_attempt
from training.choices import QuestionKind
from training.models.courses import Course
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt

API = "/northbank/api/v1"
TELLING_KEYS = {"right", "is_right", "options", "explanation", "seed", "answers"}
SOLVED = [option.text for option in QUESTIONS[QuestionKind.ORDERING]]


@pytest.fixture
def learner(member):
    return member(name="Lee Learner")


@pytest.fixture
def attempt(organization, learner, member) -> Attempt:
    """The second attempt of two, half of it answered right; the first one failed."""
    with scope(organization):
        course = write_course(Actor.member(member(Role.COE_STAFF)))
        actor = Actor.member(learner)
        enrollment = through_the_lessons(course, learner)
        submit_attempt(start_attempt(enrollment, actor=actor), {}, actor=actor)
        start_attempt(enrollment, actor=actor)
        return Attempt.objects.select_related("quiz", "enrollment__course").get(number=2)


def posted(attempt: Attempt, right: dict[str, list[str]]) -> dict[str, list[str]]:
    """The right answers as a browser posts them."""
    kinds = {question.key: question.kind for question in attempt.quiz.questions.all()}
    form: dict[str, list[str]] = {}
    for number, line in enumerate(attempt.paper, start=1):
        places = [str(line["options"].index(one) + 1) for one in right[line["question"]]]
        if kinds[line["question"]] == QuestionKind.ORDERING:
            ranks = {f"q{number}-{place}": [str(rank)] for rank, place in enumerate(places, 1)}
            form.update(ranks)
        else:
            form[f"q{number}"] = places
    return form


def sent(attempt: Attempt, right: dict[str, list[str]]) -> dict[str, dict[str, list[int]]]:
    """The right answers as a program sends them."""
    return {
        "answers": {
            str(number): [line["options"].index(one) + 1 for one in right[line["question"]]]
            for number, line in enumerate(attempt.paper, start=1)
        }
    }


def keys_in(value: object) -> Iterator[str]:
    """Every key of a JSON document, however deep."""
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


def assert_tells_nothing(answer, *secrets: str) -> None:
    body = answer.content.decode()
    told = body + str(answer.headers) + str(answer.cookies)
    assert [secret for secret in (WHY, *OPTION_IDS, *secrets) if secret in told] == []
    if "json" in answer["Content-Type"]:
        assert set(keys_in(json.loads(body))) & TELLING_KEYS == set()


def test_no_page_tells(organization, attempt, learner, client_for):
    with scope(organization):
        form = posted(attempt, right_answers(attempt))
        lesson = attempt.enrollment.version.lessons.first().key
    here = {"org": "northbank", "reference": attempt.enrollment.reference}
    browser = client_for(learner)
    paper = reverse("training:attempt", kwargs={**here, "number": 2})
    ordering = next(name for name in form if "-" in name)
    pages = [
        reverse("training:catalogue", kwargs={"org": "northbank"}),
        reverse("training:course", kwargs={**here, "reference": "C-1"}),
        reverse("training:enrollment", kwargs=here),
        reverse("training:lesson", kwargs={**here, "key": lesson}),
        reverse("training:attempt", kwargs={**here, "number": 1}),
        paper,
    ]
    answers = [browser.get(page) for page in pages]
    answers += [
        browser.post(reverse("training:start_quiz", kwargs=here), follow=True),
        browser.post(reverse("training:save_answers", kwargs={**here, "number": 2}), form),
        browser.post(paper, {**form, ordering: ""}),
        browser.get(paper),
    ]
    assert [answer.status_code for answer in answers] == [200] * 8 + [422, 200]
    for answer in answers:
        assert_tells_nothing(answer, str(attempt.seed))
    with scope(organization):
        assert Attempt.objects.running().get() == attempt


def test_no_answer_of_the_api_tells(organization, attempt, learner, api_client):
    with scope(organization):
        answers = sent(attempt, right_answers(attempt))
        lesson = attempt.enrollment.version.lessons.first().key
    program = api_client(learner)
    mine = f"{API}/learning/{attempt.enrollment.reference}/"
    course = f"{API}/courses/C-1/"
    paths = [
        f"{API}/courses/",
        course,
        f"{API}/learning/",
        mine,
        f"{mine}lessons/{lesson}/",
        f"{mine}attempts/1/",
        f"{mine}attempts/2/",
    ]
    found = [program.get(path) for path in paths]
    found += [
        program.post(f"{mine}begin/"),
        program.post(f"{mine}lessons/{lesson}/read/"),
        program.post(f"{mine}attempts/"),
        program.patch(f"{mine}attempts/2/", answers, format="json"),
        program.get(f"{mine}attempts/2/"),
    ]
    refused = [
        program.get(f"{course}draft/"),
        program.post(f"{course}draft/"),
        program.post(f"{course}enrol/"),
        program.patch(f"{mine}attempts/2/", {"answers": {"1": [9]}}, format="json"),
        program.post(f"{mine}attempts/2/submit/", {"answers": {"9": [1]}}, format="json"),
        program.patch(f"{mine}attempts/1/", {"answers": {}}, format="json"),
        program.post(f"{mine}attempts/1/submit/", {"answers": {}}, format="json"),
    ]
    assert {answer.status_code for answer in found} == {200, 201}
    assert [answer.status_code for answer in refused] == [403, 403, 409, 422, 422, 409, 409]
    for answer in (*found, *refused):
        assert_tells_nothing(answer, str(attempt.seed))
    with scope(organization):
        assert Attempt.objects.running().get() == attempt


def test_an_order_is_shown_wrong_until_the_learner_mends_it(
    organization, attempt, learner, api_client
):
    address = f"{API}/learning/{attempt.enrollment.reference}/attempts/2/"
    paper = api_client(learner).get(address).json()["paper"]
    (asked,) = [one for one in paper if one["kind"] == QuestionKind.ORDERING]
    shown = [choice["text"] for choice in asked["choices"]]
    assert sorted(shown) == sorted(SOLVED)
    assert shown != SOLVED


def test_the_end_tells_so_that_silence_means_something(organization, attempt, learner, api_client):
    """Else the tests above would pass on empty answers."""
    with scope(organization):
        answers = sent(attempt, right_answers(attempt))
    program = api_client(learner)
    mine = f"{API}/learning/{attempt.enrollment.reference}/"
    result = program.post(f"{mine}attempts/2/submit/", answers, format="json")
    assert set(keys_in(result.json())) & TELLING_KEYS == {"right", "is_right", "explanation"}
    assert result.content.decode().count(WHY) == len(QUESTIONS)
    with scope(organization):
        assert (Course.objects.count(), Enrollment.objects.open().count()) == (1, 0)
