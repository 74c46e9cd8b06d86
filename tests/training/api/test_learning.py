"""The API of one's own learning, from the first lesson to the certificate."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.training.papers import WHY, right_answers, through_the_lessons, write_course
from training.actions.authoring import QuizTerms
from training.actions.enrolment import enrol
from training.choices import EnrollmentStatus, QuestionKind
from training.models.enrollments import Enrollment
from training.models.quizzes import Attempt

LEARNING = "/northbank/api/v1/learning/"
MINE = f"{LEARNING}E-1/"
PAPER = f"{MINE}attempts/1/"


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Ada Author")


@pytest.fixture
def person(member):
    return member(name="Lee Learner")


@pytest.fixture
def learner(person, api_client):
    return api_client(person, ["training:read", "training:write"])


@pytest.fixture
def taught(organization, staff):
    with scope(organization):
        return write_course(Actor.member(staff), quiz=QuizTerms(minutes_allowed=10))


@pytest.fixture
def running(organization, taught, person, learner):
    """The first attempt, just begun."""
    with scope(organization):
        through_the_lessons(taught, person)
    learner.post(f"{MINE}attempts/")
    with scope(organization):
        return Attempt.objects.select_related("quiz").get()


def places(organization, attempt) -> dict[str, dict[str, list[int]]]:
    """What a program sends to have everything right."""
    with scope(organization):
        right = right_answers(attempt)
    lines = enumerate(attempt.paper, start=1)
    return {
        "answers": {
            str(number): [line["options"].index(one) + 1 for one in right[line["question"]]]
            for number, line in lines
        }
    }


def test_a_program_learns_from_enrolling_to_the_certificate(organization, taught, learner):
    enrolled = learner.post(f"/northbank/api/v1/courses/{taught.reference}/enrol/").json()
    address = f"{LEARNING}{enrolled['reference']}/"
    begun = learner.post(f"{address}begin/").json()
    assert (begun["enrolment"]["status"], begun["version"]) == ("started", 1)
    for lesson in begun["lessons"]:
        text = learner.get(f"{address}lessons/{lesson['key']}/").json()
        assert text["body"].startswith("## Part")
        told = learner.post(f"{address}lessons/{lesson['key']}/read/").json()
    assert [lesson["is_read"] for lesson in told["lessons"]] == [True, True]
    started = learner.post(f"{address}attempts/")
    assert (started.status_code, started.json()["number"]) == (HTTPStatus.CREATED, 1)
    with scope(organization):
        attempt = Attempt.objects.select_related("quiz").get()
    result = learner.post(
        f"{address}attempts/1/submit/", places(organization, attempt), format="json"
    ).json()
    assert (result["percent"], result["is_passed"], result["paper"]) == (100, True, [])
    assert {one["explanation"] for one in result["explained"]} == {WHY}
    done = learner.get(address).json()
    assert (done["enrolment"]["status"], done["certificate"]) == ("completed", "CERT-1")
    assert [row["reference"] for row in learner.get(LEARNING).json()["results"]] == ["E-1"]


def test_reading_the_first_lesson_begins_the_course(organization, taught, person, learner):
    with scope(organization):
        enrol(taught, person, actor=Actor.member(person))
    key = learner.get(MINE).json()["lessons"][0]["key"]
    told = learner.post(f"{MINE}lessons/{key}/read/").json()
    assert told["enrolment"]["status"] == "started"
    assert [lesson["is_read"] for lesson in told["lessons"]] == [True, False]


def test_answers_saved_on_the_way_are_shown_and_counted(organization, running, learner):
    answers = places(organization, running)
    saved = learner.patch(PAPER, answers, format="json")
    assert saved.status_code == HTTPStatus.OK
    paper = learner.get(PAPER).json()["paper"]
    chosen = {
        str(asked["number"]): [one["place"] for one in asked["choices"] if one["is_chosen"]]
        for asked in paper
    }
    assert chosen == {number: sorted(given) for number, given in answers["answers"].items()}
    result = learner.post(f"{PAPER}submit/", {"answers": {}}, format="json").json()
    assert result["percent"] == 100


def test_the_order_of_an_ordering_question_is_told_as_ranks(organization, running, learner):
    answers = places(organization, running)
    paper = learner.patch(PAPER, answers, format="json").json()["paper"]
    (asked,) = [one for one in paper if one["kind"] == QuestionKind.ORDERING]
    ranked = sorted(asked["choices"], key=lambda one: one["rank"])
    assert [one["place"] for one in ranked] == answers["answers"][str(asked["number"])]


@pytest.mark.parametrize(
    "given", [{"9": [1]}, {"1": [9]}, {"1": [1, 1]}, {"first": [1]}, {"1": "id-guess"}, {"1": [0]}]
)
def test_answers_that_are_not_on_the_paper_are_refused(organization, running, learner, given):
    for answer in (
        learner.patch(PAPER, {"answers": given}, format="json"),
        learner.post(f"{PAPER}submit/", {"answers": given}, format="json"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    with scope(organization):
        running.refresh_from_db()
        assert (running.submitted_at, running.answers) == (None, {})


def test_half_an_order_is_refused(organization, running, learner):
    paper = learner.get(PAPER).json()["paper"]
    number = next(str(one["number"]) for one in paper if one["kind"] == QuestionKind.ORDERING)
    answer = learner.patch(PAPER, {"answers": {number: [1, 2]}}, format="json")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert list(answer.json()["errors"]) == [number]


def test_late_answers_do_not_count(organization, running, learner):
    answers = places(organization, running)
    late = timezone.now() + dt.timedelta(minutes=11)
    with time_machine.travel(late, tick=False):
        assert learner.patch(PAPER, answers, format="json").json()["minutes_left"] == 0
        result = learner.post(f"{PAPER}submit/", answers, format="json").json()
    assert (result["percent"], result["is_passed"], result["explained"]) == (0, False, [])


def test_looking_after_the_end_hands_in_what_was_saved(organization, running, learner):
    learner.patch(PAPER, places(organization, running), format="json")
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=11), tick=False):
        result = learner.get(PAPER).json()
    assert (result["percent"], result["is_passed"]) == (100, True)


def test_the_last_failure_ends_it_and_explains(running, learner):
    for number in (1, 2, 3):
        learner.post(f"{MINE}attempts/")
        result = learner.post(
            f"{MINE}attempts/{number}/submit/", {"answers": {}}, format="json"
        ).json()
        assert bool(result["explained"]) is (number == 3)
    assert learner.get(MINE).json()["enrolment"]["status"] == EnrollmentStatus.FAILED
    refused = learner.post(f"{MINE}attempts/")
    assert (refused.status_code, refused.json()["code"]) == (409, "enrollment.ended")


def test_who_leaves_is_told_nothing_for_they_may_come_again(running, learner):
    learner.post(f"{PAPER}submit/", {"answers": {}}, format="json")
    learner.post(f"{MINE}leave/")
    assert learner.get(PAPER).json()["explained"] == []


def test_who_comes_again_is_told_nothing_until_that_ends(
    organization, staff, running, taught, person, learner
):
    for number in (1, 2, 3):
        learner.post(f"{MINE}attempts/")
        paper = f"{MINE}attempts/{number}/"
        learner.post(f"{paper}submit/", {"answers": {}}, format="json")
    assert len(learner.get(PAPER).json()["explained"]) == 4
    again = learner.post(f"/northbank/api/v1/courses/{taught.reference}/enrol/")
    assert again.json()["code"] == "enrollment.attempts_spent"
    with scope(organization):
        enrol(taught, person, actor=Actor.member(staff))
    assert learner.get(PAPER).json()["explained"] == []


def test_a_token_that_only_reads_starts_nothing(running, person, api_client):
    reader = api_client(person, ["training:read"])
    assert reader.get(PAPER).status_code == HTTPStatus.OK
    for answer in (
        reader.post(f"{MINE}attempts/"),
        reader.patch(PAPER, {"answers": {}}, format="json"),
        reader.post(f"{PAPER}submit/", {"answers": {}}, format="json"),
        reader.post(f"{MINE}leave/"),
    ):
        assert answer.status_code == HTTPStatus.FORBIDDEN


def test_nobody_sees_the_learning_of_others_not_even_staff(running, staff, member, api_client):
    for person in (staff, member()):
        client = api_client(person)
        assert client.get(LEARNING).json()["results"] == []
        missing = client.get(f"{LEARNING}E-99/").json()
        for path in (MINE, PAPER):
            answer = client.get(path)
            assert (answer.status_code, answer.json()) == (HTTPStatus.NOT_FOUND, missing)
        assert client.post(f"{MINE}leave/").status_code == HTTPStatus.NOT_FOUND


def test_another_organization_finds_nothing(running, other_organization, member, api_client):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    for path in ("E-1/", "E-1/attempts/1/", "E-1/lessons/lesson-1/"):
        answer = stranger.get(f"/mercy/api/v1/learning/{path}")
        assert answer.status_code == HTTPStatus.NOT_FOUND
    assert stranger.get("/mercy/api/v1/learning/").json()["results"] == []


def test_the_list_costs_the_same_with_1_and_30(organization, staff, person, course, learner):
    def enrol_in_another() -> None:
        with scope(organization):
            enrol(course(staff), person, actor=Actor.member(person))

    def cost(rows: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(learner.get(LEARNING).json()["results"]) == rows
        return len(asked)

    enrol_in_another()
    learner.get(LEARNING)
    few = cost(1)
    for _number in range(29):
        enrol_in_another()
    assert cost(30) == few
    with scope(organization):
        assert Enrollment.objects.count() == 30
