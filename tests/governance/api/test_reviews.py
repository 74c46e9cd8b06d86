"""The API of reviews and decisions: the same rights and refusals as the pages."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe_portal.accounts.roles import Role
from governance.choices import VoteChoice
from governance.models.decisions import Condition, Decision
from governance.models.votes import Vote
from tests.governance.conftest import open_for, vote

API = "/northbank/api/v1/"
WRITE = ["governance:read", "governance:write"]


@pytest.fixture
def voter(council, api_client):
    return api_client(council.members[0], scopes=WRITE)


def ballot(review, choice: str, **fields) -> dict[str, object]:
    return {"choice": choice, "packet_digest": review.packet.digest, **fields}


def test_my_reviews(review, council, voter):
    vote(open_for(review.use_case, gate="pilot"), council.members[0], VoteChoice.APPROVE)
    rows = voter.get(API + "reviews/?owed=1").json()["results"]
    assert [row["reference"] for row in rows] == ["R-1"]
    assert rows[0]["use_case"] == "UC-1"


def test_a_review_with_its_packet(review, voter):
    found = voter.get(API + "reviews/R-1/").json()
    assert found["packet_digest"] == review.packet.digest
    assert found["packet"]["rules"]["quorum"] == 3
    assert len(found["seats"]) == 4


def test_a_vote_is_cast(review, voter):
    answer = voter.post(API + "reviews/R-1/vote/", ballot(review, "approve"))
    assert answer.status_code == HTTPStatus.OK
    assert Vote.objects.get().choice == VoteChoice.APPROVE
    assert answer.json()["tally"]["approve"] == 1


def test_conditions_are_proposed(review, voter):
    due = (timezone.localdate() + dt.timedelta(days=9)).isoformat()
    asked = [{"text": "Log overrides", "due_on": due}]
    fields = ballot(review, "approve_with_conditions", rationale="Only so.", conditions=asked)
    assert voter.post(API + "reviews/R-1/vote/", fields).status_code == HTTPStatus.OK
    assert Vote.objects.get().conditions == asked


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"choice": "reject"}, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input"),
        ({"choice": "maybe"}, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input"),
        ({"packet_digest": "0" * 64}, HTTPStatus.CONFLICT, "review.packet_changed"),
    ],
)
def test_refusals_are_problem_documents(review, voter, fields, status, code):
    answer = voter.post(API + "reviews/R-1/vote/", ballot(review, "approve") | fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Vote.objects.exists()


def test_who_holds_no_seat_is_refused(review, member, api_client):
    client = api_client(member(Role.REVIEWER), scopes=WRITE)
    answer = client.post(API + "reviews/R-1/vote/", ballot(review, "approve"))
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_a_token_that_only_reads_does_not_vote(review, council, api_client):
    client = api_client(council.members[0], scopes=["governance:read"])
    assert client.get(API + "reviews/R-1/").status_code == HTTPStatus.OK
    answer = client.post(API + "reviews/R-1/vote/", ballot(review, "approve"))
    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_votes_of_others_are_hidden_until_one_has_voted(review, council, voter):
    vote(review, council.members[1], VoteChoice.REJECT)
    found = voter.get(API + "reviews/R-1/").json()
    assert [seat["vote"] for seat in found["seats"]] == [None] * 4
    assert "reject" not in found["tally"]


def test_stepping_back(review, council, voter):
    answer = voter.post(API + "reviews/R-1/conflict/", {"reason": "Shares."})
    assert answer.status_code == HTTPStatus.NO_CONTENT
    assert review.recusals.get().member == council.members[0]


def test_decisions_with_reasons_and_conditions(review, council, voter):
    for person in council.members:
        vote(review, person, VoteChoice.APPROVE)
    rows = voter.get(API + "decisions/?outcome=approved").json()["results"]
    assert [row["reference"] for row in rows] == ["D-1"]
    assert rows[0]["reasons"] == ["Majority rule: 4 for, 0 against."]
    assert voter.get(API + "decisions/?outcome=rejected").json()["results"] == []
    assert voter.get(API + "decisions/D-1/").json()["use_case"] == "UC-1"
    assert voter.get(API + "decisions/D-9/").status_code == HTTPStatus.NOT_FOUND


def test_decisions_cost_the_same_with_1_and_30(council, make_case, member, voter):
    owner = member()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            voter.get(API + "decisions/")
        return len(captured)

    open_for(make_case(owner=owner, tier="low"))
    cost()
    few = cost()
    for _number in range(29):
        open_for(make_case(owner=owner, tier="low"))
    assert cost() == few
    assert (Decision.objects.count(), Condition.objects.count()) == (30, 0)


def test_another_organization_finds_nothing(review, other_organization, member, api_client):
    stranger = member(Role.COE_STAFF, organization=other_organization)
    client = api_client(stranger, scopes=WRITE)
    missing = client.get("/mercy/api/v1/reviews/R-99/")
    found = client.get("/mercy/api/v1/reviews/R-1/")
    assert (found.status_code, found.json()) == (HTTPStatus.NOT_FOUND, missing.json())
    assert client.get("/mercy/api/v1/reviews/").json()["results"] == []
    assert client.get("/mercy/api/v1/decisions/").json()["results"] == []


def test_the_team_is_asked_and_answers(review, voter, api_client):
    room = API + "reviews/R-1/"
    made = voter.post(room + "questions/", {"text": "Who checks?", "about": "goal"})
    assert (made.status_code, made.json()["about_label"]) == (HTTPStatus.CREATED, "Goal")
    assert voter.get(room).json()["paused_at"] is not None
    assert voter.get(room + "questions/").json() == [made.json()]
    owner = api_client(review.use_case.owner, scopes=WRITE)
    assert (
        voter.post(room + "questions/1/answer/", {"answer": "I do."}).status_code
        == HTTPStatus.FORBIDDEN
    )
    told = owner.post(room + "questions/1/answer/", {"answer": "An underwriter."}).json()
    assert (told["state"], told["answer"]) == ("answered", "An underwriter.")
    again = voter.post(room + "questions/1/withdraw/", {"reason": "Found it."})
    assert again.status_code == HTTPStatus.CONFLICT
