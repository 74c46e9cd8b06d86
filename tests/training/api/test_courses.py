"""The API of courses: what is offered, and drafts from the first lesson to publishing."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.training.papers import write_course
from training.models.courses import Course, Prerequisite
from training.models.enrollments import Enrollment

API = "/northbank/api/v1/courses/"
DRAFT = f"{API}C-1/draft/"


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Ada Author")


@pytest.fixture
def author(staff, api_client):
    return api_client(staff, ["training:read", "training:write"])


@pytest.fixture
def learner(member, api_client):
    return api_client(member(name="Lee Learner"), ["training:read", "training:write"])


@pytest.fixture
def drafted(author):
    author.post(API, {"title": "Prompting", "valid_months": None}, format="json")
    return author


def lesson(revision, **fields):
    return {"revision": revision, "title": "First", "body": "Text.", **fields}


def question(revision, **fields):
    options = [{"text": "Yes", "right": True}, {"text": "No"}]
    return {"revision": revision, "kind": "single", "text": "Clear?", "options": options, **fields}


def test_a_course_is_written_and_published_by_a_program(drafted, learner):
    assert learner.get(API).json()["results"] == []
    drafted.patch(DRAFT, {"revision": 0, "summary": "Ask well."}, format="json")
    drafted.post(f"{DRAFT}lessons/", lesson(1), format="json")
    drafted.post(f"{DRAFT}questions/", question(2), format="json")
    terms = {"revision": 3, "pass_percent": 60, "minutes_allowed": 10}
    draft = drafted.put(f"{DRAFT}quiz/", terms, format="json").json()
    assert (draft["version"], draft["revision"], draft["quiz"]["pass_percent"]) == (1, 4, 60)
    published = drafted.post(f"{DRAFT}publish/", {"revision": 4}, format="json")
    assert published.status_code == HTTPStatus.OK, published.json()
    (row,) = learner.get(API).json()["results"]
    expected = {"reference": "C-1", "summary": "Ask well.", "lessons": 1, "has_quiz": True}
    assert row.items() >= expected.items()
    assert row["valid_months"] is None
    assert drafted.get(DRAFT).status_code == HTTPStatus.NOT_FOUND
    again = drafted.post(DRAFT)
    assert (again.status_code, again.json()["version"]) == (HTTPStatus.CREATED, 2)


def test_lessons_and_questions_are_changed_moved_and_deleted(drafted):
    for number, title in enumerate(["A", "B"]):
        added = drafted.post(f"{DRAFT}lessons/", lesson(number, title=title), format="json")
        assert added.status_code == HTTPStatus.CREATED
    first, second = (f"{DRAFT}lessons/{one['key']}/" for one in added.json()["lessons"])
    drafted.put(first, lesson(2, title="A2"), format="json")
    moved = drafted.post(f"{second}move/", {"revision": 3, "step": -1}, format="json").json()
    assert [one["title"] for one in moved["lessons"]] == ["B", "A2"]
    left = drafted.delete(f"{first}?revision=4").json()
    assert [one["title"] for one in left["lessons"]] == ["B"]
    asked = drafted.post(f"{DRAFT}questions/", question(5), format="json").json()
    (written,) = asked["quiz"]["questions"]
    address = f"{DRAFT}questions/{written['key']}/"
    options = written["options"]
    changed = question(6, text="Clearer?", options=options)
    (kept,) = drafted.put(address, changed, format="json").json()["quiz"]["questions"]
    assert (kept["text"], kept["options"]) == ("Clearer?", options)
    assert drafted.delete(f"{address}?revision=7").json()["quiz"] is None


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("lessons/", lesson(7), HTTPStatus.CONFLICT, "course.draft_changed"),
        ("lessons/", lesson(0, title=""), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input"),
        ("lessons/", {"title": "No revision"}, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input"),
        (
            "questions/",
            question(0, options=[{"text": "Yes"}, {"text": "No"}]),
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "invalid_input",
        ),
        ("publish/", {"revision": 0}, HTTPStatus.CONFLICT, "course.not_ready"),
        ("publish/", {"revision": 9}, HTTPStatus.CONFLICT, "course.draft_changed"),
    ],
)
def test_refusals_are_problem_documents_and_change_nothing(drafted, path, body, status, code):
    answer = drafted.post(DRAFT + path, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    draft = drafted.get(DRAFT).json()
    assert (draft["revision"], draft["lessons"], draft["quiz"]) == (0, [], None)


def test_a_stale_save_says_the_revision_there_is(drafted):
    drafted.post(f"{DRAFT}lessons/", lesson(0), format="json")
    stale = drafted.post(f"{DRAFT}lessons/", lesson(0), format="json").json()
    assert stale["conflict"] == {"revision": 1}


@pytest.mark.parametrize("path", ["lessons/nothing/", "questions/nothing/"])
def test_what_the_draft_does_not_hold_is_not_found(drafted, path):
    assert drafted.put(DRAFT + path, lesson(0), format="json").status_code == HTTPStatus.NOT_FOUND
    assert drafted.delete(f"{DRAFT}{path}?revision=0").status_code == HTTPStatus.NOT_FOUND


def test_learners_neither_write_nor_see_drafts(drafted, learner):
    assert learner.get(f"{API}C-1/").status_code == HTTPStatus.NOT_FOUND
    for answer in (
        learner.get(DRAFT),
        learner.post(API, {"title": "Mine"}, format="json"),
        learner.post(f"{DRAFT}lessons/", lesson(0), format="json"),
        learner.post(f"{DRAFT}publish/", {"revision": 0}, format="json"),
    ):
        assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_token_that_only_reads_does_not_write(drafted, staff, api_client):
    reader = api_client(staff, ["training:read"])
    assert reader.get(API).status_code == HTTPStatus.OK
    answer = reader.post(f"{DRAFT}lessons/", lesson(0), format="json")
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_courses_are_found_by_words_and_audience(organization, staff, course, learner):
    with scope(organization):
        course(staff, title="Zebra crossings")
        course(staff, title="Model risk", audience="technical")

    def titles(query):
        return [row["title"] for row in learner.get(API + query).json()["results"]]

    assert titles("") == ["Model risk", "Zebra crossings"]
    assert titles("?q=zebra") == ["Zebra crossings"]
    assert titles("?audience=technical") == ["Model risk"]


def test_a_course_says_what_comes_first_and_takes_who_wants_to_learn(
    organization, staff, course, learner
):
    with scope(organization):
        first, second = course(staff, title="Basics"), course(staff, lessons=2)
        Prerequisite.objects.create(course=second, requires=first)
    address = f"{API}{second.reference}/"
    found = learner.get(address).json()
    assert found["needed"] == [{"course": first.reference, "title": "Basics", "is_met": False}]
    assert [one["title"] for one in found["contents"]] == ["Lesson 1", "Lesson 2"]
    enrolled = learner.post(f"{address}enrol/")
    assert enrolled.status_code == HTTPStatus.CREATED
    assert learner.get(address).json()["enrolment"] == enrolled.json()["reference"]
    refused = learner.post(f"{address}enrol/")
    assert (refused.status_code, refused.json()["code"]) == (409, "enrollment.exists")
    with scope(organization):
        assert Enrollment.objects.get().course == second


def test_authors_say_what_comes_first(organization, staff, course, author, learner):
    with scope(organization):
        first, second = course(staff), course(staff)
    address = f"{API}{second.reference}/prerequisites/"
    told = author.put(address, {"courses": [first.reference]}, format="json").json()
    assert [one["course"] for one in told["needed"]] == [first.reference]
    for wrong in ([second.reference], ["C-99"]):
        refused = author.put(address, {"courses": wrong}, format="json")
        assert (refused.status_code, list(refused.json()["errors"])) == (422, ["courses"])
    assert learner.put(address, {"courses": []}, format="json").status_code == HTTPStatus.FORBIDDEN
    assert author.put(address, {"courses": []}, format="json").json()["needed"] == []


def test_the_list_costs_the_same_with_1_and_30(organization, staff, course, learner):
    def cost(rows: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert len(learner.get(API).json()["results"]) == rows
        return len(asked)

    with scope(organization):
        course(staff)
    learner.get(API)
    few = cost(1)
    with scope(organization):
        for _number in range(29):
            course(staff)
    assert cost(30) == few


def test_another_organization_finds_nothing(
    organization, staff, other_organization, member, api_client
):
    with scope(organization):
        write_course(Actor.member(staff))
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    for path in ("", "draft/"):
        elsewhere = stranger.get(f"/mercy/api/v1/courses/C-1/{path}")
        missing = stranger.get(f"/mercy/api/v1/courses/C-99/{path}")
        assert (elsewhere.status_code, elsewhere.json()) == (404, missing.json())
    assert stranger.post("/mercy/api/v1/courses/C-1/enrol/").status_code == HTTPStatus.NOT_FOUND
    assert stranger.get("/mercy/api/v1/courses/").json()["results"] == []
    with scope(other_organization):
        assert not Course.objects.exists()
