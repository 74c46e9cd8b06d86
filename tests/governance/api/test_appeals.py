"""The API of appeals and delegations: the same rights and refusals as the pages."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.choices import AppealState, VoteChoice
from governance.models.appeals import Appeal
from governance.models.boards import Delegation
from tests.governance.conftest import new_case, new_council, open_for, vote

API = "/northbank/api/v1/"
READ = ["governance:read"]
WRITE = [*READ, "governance:write"]
GROUNDS = {"decision": "D-1", "grounds": "The annex was not read."}


def reject(review, council):
    """The third rejection of four decides."""
    votes = [vote(review, person, VoteChoice.REJECT) for person in council.members[:3]]
    return votes[-1]


@pytest.fixture
def rejected(review, council):
    return reject(review, council)


@pytest.fixture
def owner(rejected, api_client):
    return api_client(rejected.use_case.owner, scopes=WRITE)


def days(first: int, last: int) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "starts_on": (today + dt.timedelta(days=first)).isoformat(),
        "ends_on": (today + dt.timedelta(days=last)).isoformat(),
    }


def test_the_team_lodges_reads_and_withdraws(owner):
    made = owner.post(API + "appeals/", GROUNDS)
    assert (made.status_code, made.json()["state"]) == (HTTPStatus.CREATED, "lodged")
    assert owner.get(API + "appeals/?state=lodged").json()["results"] == [made.json()]
    assert owner.get(API + "appeals/A-1/").json()["grounds"] == GROUNDS["grounds"]
    assert owner.post(API + "appeals/A-1/withdraw/").json()["state"] == "withdrawn"
    assert Appeal.objects.get().state == AppealState.WITHDRAWN


def test_who_is_not_of_the_team_or_only_reads_is_refused(rejected, owner, member, api_client):
    stranger = api_client(member(), scopes=WRITE)
    assert stranger.post(API + "appeals/", GROUNDS).status_code == HTTPStatus.FORBIDDEN
    reader = api_client(rejected.use_case.owner, scopes=READ)
    assert reader.post(API + "appeals/", GROUNDS).status_code == HTTPStatus.FORBIDDEN
    owner.post(API + "appeals/", GROUNDS)
    assert stranger.get(API + "appeals/A-1/").status_code == HTTPStatus.NOT_FOUND
    assert stranger.get(API + "appeals/").json()["results"] == []


def test_a_decision_that_is_not_there_cannot_be_appealed(owner):
    answer = owner.post(API + "appeals/", {**GROUNDS, "decision": "D-9"})
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_seat_is_delegated_listed_and_taken_back(council, member, api_client):
    seat = council.board.seats.get(member=council.members[1])
    delegate = member(Role.REVIEWER, name="Dora Delegate")
    mine = api_client(council.members[1], scopes=WRITE)
    wanted = {
        "board": council.board.reference,
        "seat": seat.pk,
        "delegate": delegate.user.email,
        **days(0, 5),
    }
    made = mine.post(API + "delegations/", wanted)
    assert (made.status_code, made.json()["delegate"]) == (HTTPStatus.CREATED, "Dora Delegate")
    others = api_client(council.members[2], scopes=WRITE)
    assert others.post(API + "delegations/", wanted).status_code == HTTPStatus.FORBIDDEN
    rows = others.get(f"{API}delegations/?board={council.board.reference}").json()["results"]
    assert [row["id"] for row in rows] == [made.json()["id"]]
    end = f"{API}delegations/{made.json()['id']}/end/"
    assert others.post(end).status_code == HTTPStatus.FORBIDDEN
    assert mine.post(end).status_code == HTTPStatus.NO_CONTENT
    assert not Delegation.objects.exists()


def test_each_organization_has_its_own(owner, other_organization, member, api_client):
    owner.post(API + "appeals/", GROUNDS)
    with scope(other_organization):
        council = new_council(
            lambda *roles, **names: member(*roles, organization=other_organization, **names)
        )
        their = open_for(new_case(member(organization=other_organization)))
        reject(their, council)
    theirs = api_client(council.members[0], scopes=WRITE)
    assert theirs.get("/mercy/api/v1/appeals/").json()["results"] == []
    assert theirs.get("/mercy/api/v1/appeals/A-1/").status_code == HTTPStatus.NOT_FOUND
    assert theirs.get(API + "appeals/").status_code == HTTPStatus.UNAUTHORIZED
