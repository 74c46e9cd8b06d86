"""Questions to the team in the browser: asked in the room, answered from the case."""

from __future__ import annotations

from http import HTTPStatus

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from governance.actions.questions import Asking, ask_team
from governance.choices import QuestionState
from governance.models.questions import TeamQuestion

ROOM = "/northbank/governance/reviews/R-1/"
ASK = f"{ROOM}questions/new/"
ANSWER = f"{ROOM}questions/1/answer/"
WITHDRAW = f"{ROOM}questions/1/withdraw/"
CASE = "/northbank/governance/cases/UC-1/decisions/"
DOCKET = "/northbank/governance/"


@pytest.fixture
def question(review, council) -> TeamQuestion:
    asking = Asking("Who checks the output?", about="goal")
    return ask_team(review, asking, actor=Actor.member(council.members[1]))


def test_a_seat_asks_about_one_answer(review, council, client_for):
    client = client_for(council.members[1])
    assert f"{ASK}?about=goal" in client.get(ROOM).content.decode()
    form = client.get(f"{ASK}?about=goal").content.decode()
    assert '<option value="goal" selected>Goal</option>' in form
    answer = client.post(ASK, {"text": "Who checks?", "about": "goal"})
    assert answer.headers["Location"] == f"{ROOM}#questions"
    page = client.get(ROOM).content.decode()
    assert "Paused since" in page
    assert "Who checks?" in page


def test_the_team_finds_the_question_on_the_case_and_in_the_docket_and_answers(
    question, client_for
):
    client = client_for(question.review.use_case.owner)
    for page in (CASE, DOCKET):
        assert ANSWER in client.get(page).content.decode()
    assert "Help people" in client.get(ANSWER).content.decode()
    sent = client.post(ANSWER, {"answer": "An underwriter."})
    assert sent.headers["Location"] == question.review.use_case.get_absolute_url()
    question.refresh_from_db()
    assert (question.state, question.answer) == (QuestionState.ANSWERED, "An underwriter.")
    assert ANSWER not in client.get(CASE).content.decode()


def test_voters_read_the_answer_in_the_room(question, council, client_for):
    client_for(question.review.use_case.owner).post(ANSWER, {"answer": "An underwriter."})
    page = client_for(council.members[3]).get(ROOM).content.decode()
    assert "An underwriter." in page
    assert "Paused since" not in page


def test_who_asked_withdraws_with_a_reason(question, council, client_for):
    client = client_for(council.members[1])
    refused = client.post(WITHDRAW, {"reason": ""})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    client.post(WITHDRAW, {"reason": "Found it."})
    question.refresh_from_db()
    assert question.state == QuestionState.WITHDRAWN
    assert "Found it." in client.get(ROOM).content.decode()


def test_others_are_refused(question, client_for, member):
    auditor = client_for(member(Role.AUDITOR))
    assert "Who checks the output?" in auditor.get(ROOM).content.decode()
    for address in (ASK, ANSWER, WITHDRAW):
        assert auditor.get(address).status_code == HTTPStatus.FORBIDDEN
    assert client_for(member()).get(ANSWER).status_code == HTTPStatus.NOT_FOUND


def test_the_room_reads_questions_in_constant_queries(
    question, council, client_for, django_assert_max_num_queries
):
    client = client_for(council.members[1])
    client.get(ROOM)
    for number in range(6):
        ask_team(
            question.review, Asking(f"Question {number}"), actor=Actor.member(council.members[1])
        )
    with django_assert_max_num_queries(24):
        client.get(ROOM)
