"""The API of what meetings agreed on."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.governance.conftest import new_council
from tests.governance.meetings import agreed

API = "/northbank/api/v1/meeting-actions/"


@pytest.fixture
def doer(member):
    return member(name="Dora Doer")


@pytest.fixture
def council(organization, member):
    with scope(organization):
        return new_council(member)


@pytest.fixture
def point(organization, council, doer):
    with scope(organization):
        return agreed(council, doer)


def test_programs_of_the_owner_say_that_it_is_done(point, doer, api_client):
    client, place = api_client(doer), f"{API}{point.pk}/"
    (row,) = client.get(API, {"mine": "1", "state": "open"}).json()["results"]
    assert (row["text"], row["owner"]) == ("Bring the data", doer.user.email)
    done = client.post(f"{place}done/", {"note": "Here."}, format="json").json()
    assert (done["state"], done["done_note"]) == ("done", "Here.")
    assert client.post(f"{place}done/", {}, format="json").status_code == 409
    assert client.get(API, {"state": "open"}).json()["results"] == []
    assert client.post(f"{place}reopen/").json()["state"] == "open"


def test_others_read_at_most(point, council, member, other_organization, api_client):
    place = f"{API}{point.pk}/"
    client = api_client(council.members[1])
    assert client.get(place).status_code == 200
    assert client.post(f"{place}done/", {}, format="json").status_code == 403
    assert api_client(member()).get(place).status_code == 404
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    theirs = f"/{other_organization.slug}/api/v1/meeting-actions/"
    assert stranger.get(theirs).json()["results"] == []
    assert stranger.get(f"{theirs}{point.pk}/").status_code == 404
