"""The API of policies: from the draft to the attestation and its report."""

from __future__ import annotations

import datetime as dt
from http import HTTPStatus

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from governance.actions.attestations import CampaignTerms, open_campaign
from tests.governance.policies import edit, new_policy, policy_in_force

API = "/northbank/api/v1/policies/"
ONE = f"{API}POL-1/"
CAMPAIGNS = "/northbank/api/v1/attestation-campaigns/"
SCOPES = ["governance:read", "governance:write"]


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Stella Staff")


@pytest.fixture
def approver(member):
    return member(Role.EXECUTIVE, name="Alma Approver")


@pytest.fixture
def program(staff, api_client):
    return api_client(staff, SCOPES)


@pytest.fixture
def policy(organization, staff, approver):
    with scope(organization):
        return policy_in_force(staff, approver)


def post(client, place, **data):
    return client.post(place, data, format="json")


def test_from_the_draft_to_the_report(organization, program, staff, approver, api_client):
    facts = {"title": "House rules", "kind": "sop", "owner": staff.user.email}
    assert post(program, API, **facts).status_code == HTTPStatus.CREATED
    text = {"body": "Ask first.", "revision": 0}
    saved = program.put(f"{ONE}draft/", text, format="json").json()
    assert (saved["current"], saved["in_work"]["revision"]) == (None, 1)
    stale = program.put(f"{ONE}draft/", text, format="json")
    assert stale.status_code == HTTPStatus.CONFLICT
    post(program, f"{ONE}submit/")
    assert post(program, f"{ONE}approve/").status_code == HTTPStatus.FORBIDDEN
    other = api_client(approver, SCOPES)
    assert post(other, f"{ONE}return/", reason="Whom?").json()["in_work"]["state"] == "draft"
    post(program, f"{ONE}submit/")
    assert post(other, f"{ONE}approve/").json()["in_work"]["approved_by"] == "Alma Approver"
    published = post(program, f"{ONE}publish/").json()
    assert (published["version"], published["in_work"]) == (1, None)

    with scope(organization):
        due_on = f"{today_here() + dt.timedelta(days=9)}"
    campaign = post(program, f"{ONE}campaigns/", group="everybody", due_on=due_on)
    assert campaign.status_code == HTTPStatus.CREATED
    assert campaign.json()["asked"] == 2
    assert post(other, f"{ONE}attest/", version=1, agreed=False).status_code == 422
    assert post(other, f"{ONE}attest/", version=2, agreed=True).status_code == 409
    assert post(other, f"{ONE}attest/", version=1, agreed=True).status_code == 204
    report = program.get(f"{CAMPAIGNS}ATT-1/").json()
    assert report["units"] == [{"unit": None, "asked": 2, "attested": 1, "late": 0}]
    people = program.get(f"{CAMPAIGNS}ATT-1/people/").json()["results"]
    assert {one["member"]: one["version"] for one in people} == {
        "Stella Staff": None,
        "Alma Approver": 1,
    }
    assert post(program, f"{CAMPAIGNS}ATT-1/close/").json()["state"] == "closed"


def test_readers_get_no_drafts(organization, policy, staff, member, api_client):
    with scope(organization):
        edit(policy, staff, "A secret plan.")
        new_policy(staff, title="Hidden")
    reader = api_client(member(), SCOPES)
    assert [row["reference"] for row in reader.get(API).json()["results"]] == ["POL-1"]
    assert reader.get(ONE).json()["in_work"] is None
    assert reader.get(f"{ONE}versions/2/").status_code == HTTPStatus.NOT_FOUND
    assert reader.get(f"{API}POL-2/").status_code == HTTPStatus.NOT_FOUND
    assert post(reader, f"{ONE}submit/").status_code == HTTPStatus.NOT_FOUND
    draft = reader.put(f"{ONE}draft/", {"body": "Mine", "revision": 0}, format="json")
    assert draft.status_code == HTTPStatus.FORBIDDEN
    assert post(reader, f"{ONE}archive/").status_code == HTTPStatus.FORBIDDEN
    only_read = api_client(staff, ["governance:read"])
    assert post(only_read, f"{ONE}reviewed/").status_code == HTTPStatus.FORBIDDEN


def test_versions_and_what_they_changed(organization, policy, staff, program):
    with scope(organization):
        edit(policy, staff, "# Rules\n\nNever.")
    lines = program.get(f"{ONE}versions/2/changes/").json()
    assert {"kind": "added", "text": "Never."} in lines
    assert program.get(f"{ONE}versions/1/").json()["state"] == "published"
    facts = {"title": "New name", "kind": "sop", "owner": staff.user.email}
    changed = program.put(f"{ONE}facts/", facts, format="json").json()
    assert (changed["title"], changed["kind"]) == ("New name", "sop")
    wrong = {**facts, "owner": "nobody@example.com"}
    assert program.put(f"{ONE}facts/", wrong, format="json").status_code == 422
    assert post(program, f"{ONE}withdraw/").status_code == HTTPStatus.CONFLICT
    assert post(program, f"{ONE}reviewed/").status_code == HTTPStatus.OK
    assert post(program, f"{ONE}archive/").json()["is_archived"]
    assert not post(program, f"{ONE}restore/").json()["is_archived"]


def test_another_organization_gets_nothing(policy, other_organization, member, api_client):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization), SCOPES)
    assert stranger.get(ONE).status_code in {401, 403, 404}
    theirs = f"/{other_organization.slug}/api/v1/policies/"
    assert stranger.get(theirs).json()["results"] == []
    assert stranger.get(f"{theirs}POL-1/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("place", [API, CAMPAIGNS])
def test_lists_cost_the_same_for_one_and_many(
    organization, policy, staff, approver, program, place
):
    def ask(one):
        terms = CampaignTerms("everybody", today_here() + dt.timedelta(days=9))
        open_campaign(one, terms, actor=Actor.member(staff))

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert program.get(place).status_code == HTTPStatus.OK
        return len(queries)

    with scope(organization):
        ask(policy)
    cost()
    first = cost()
    with scope(organization):
        for number in range(4):
            ask(policy_in_force(staff, approver, title=f"Rules {number}"))
    assert cost() == first
