"""The API of meetings: the same rights and refusals as the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.actions import minutes, sittings
from tests.governance.conftest import new_case, new_council, open_for
from tests.governance.meetings import held

API = "/northbank/api/v1/meetings/"


@pytest.fixture
def council(organization, member):
    with scope(organization):
        council = new_council(member)
        open_for(new_case(member(name="Olive Owner")))
    return council


@pytest.fixture
def terms(council):
    return {
        "board": council.board.reference,
        "starts_at": (timezone.now() + dt.timedelta(days=3)).isoformat(),
        "minutes": 45,
        "title": "Short meeting",
        "secretary": council.members[1].user.email,
    }


def test_a_meeting_is_planned_read_and_called_off(council, terms, api_client):
    client = api_client(council.members[0])
    made = client.post(API, terms, format="json")
    assert (made.status_code, made.json()["items"]) == (201, 1)
    place = f"{API}{made.json()['reference']}/"
    shown = client.get(place).json()
    assert shown["agenda"][0]["about"].startswith("R-")
    assert [row["presence"] for row in shown["attendance"]] == ["expected"] * 4
    assert client.get(f"{place}minutes/").status_code == 404
    gone = client.post(f"{place}cancel/", {"reason": "Holiday"}, format="json")
    assert gone.json()["state"] == "cancelled"
    listed = client.get(API, {"state": "cancelled"}).json()["results"]
    assert [row["title"] for row in listed] == ["Short meeting"]


def test_bad_terms_and_strangers_are_refused(council, terms, api_client, member):
    client = api_client(council.members[0])
    assert client.post(API, {**terms, "board": "B-99"}, format="json").status_code == 422
    assert client.post(API, {**terms, "secretary": "x@y.z"}, format="json").status_code == 422
    assert api_client(member()).post(API, terms, format="json").status_code == 403
    assert api_client(council.members[1]).post(API, terms, format="json").status_code == 403
    reading = api_client(council.members[0], scopes=["governance:read"])
    assert reading.post(API, terms, format="json").status_code == 403


def test_minutes_are_a_draft_until_they_are_approved(organization, council, api_client, member):
    chair = council.members[0]
    with scope(organization):
        meeting = held(council.board, chair, council.members)
    place = f"{API}{meeting.reference}/minutes/"
    outsider, client = api_client(member()), api_client(chair)
    assert outsider.get(place).status_code == 404
    draft = client.get(place).json()
    assert (draft["sha256"], draft["content"]["chair"]) == (None, "Voter 0")
    with scope(organization):
        sittings.close_meeting(meeting, actor=Actor.member(chair))
        kept = minutes.approve_minutes(meeting, actor=Actor.member(chair))
    assert client.get(place).json()["sha256"] == kept.digest
    assert outsider.get(place).status_code == 404


def test_another_organization_reads_nothing(
    organization, council, terms, api_client, member, other_organization
):
    api_client(council.members[0]).post(API, terms, format="json")
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    theirs = f"/{other_organization.slug}/api/v1/meetings/"
    assert stranger.get(theirs).json()["results"] == []
    assert stranger.get(f"{theirs}MTG-1/").status_code == 404
    assert stranger.post(theirs, terms, format="json").status_code == 422
