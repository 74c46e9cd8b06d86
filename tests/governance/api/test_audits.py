"""The API of audits and findings: the same rights and refusals as the pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.governance.audits import begun, gap, live_case

AUDITS = "/northbank/api/v1/audits/"
FINDINGS = "/northbank/api/v1/findings/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def auditor(member):
    return member(Role.REVIEWER, name="Ada Auditor")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def finding(organization, owner, auditor, staff):
    with scope(organization):
        return gap(begun(live_case(owner), staff, auditor), owner)


def test_a_finding_is_answered_returned_and_verified(finding, owner, auditor, api_client):
    own, other = api_client(owner), api_client(auditor)
    place = f"{FINDINGS}{finding.reference}/"
    text = {"text": "Done."}

    assert other.post(f"{place}verify/", text).status_code == 409
    assert own.post(f"{place}answer/", {}).status_code == 422
    assert own.post(f"{place}answer/", text).json()["state"] == "answered"
    assert own.post(f"{place}verify/", text).status_code == 403
    assert other.post(f"{place}return/", {"text": "No."}).json()["state"] == "returned"
    own.post(f"{place}answer/", text)
    told = other.post(f"{place}verify/", {"text": "Seen."}).json()
    assert told["state"] == "verified"
    assert [(one["accepted"], one["note"]) for one in told["answers"]] == [
        (False, "No."),
        (True, "Seen."),
    ]


def test_an_audit_has_its_checklist_and_findings(finding, staff, api_client):
    client = api_client(staff)
    listed = client.get(AUDITS, {"state": "fieldwork"}).json()["results"]
    told = client.get(f"{AUDITS}{listed[0]['reference']}/").json()

    assert [item["result"] for item in told["items"]] == ["minor", ""]
    assert [one["reference"] for one in told["findings"]] == [finding.reference]
    assert client.get(AUDITS, {"state": "closed"}).json()["results"] == []


def test_strangers_and_other_organizations_find_nothing(
    finding, member, other_organization, api_client
):
    stranger = api_client(member())
    assert stranger.get(f"{FINDINGS}{finding.reference}/").status_code == 404
    assert stranger.get(FINDINGS).json()["results"] == []
    assert stranger.get(AUDITS).json()["results"] == []

    foreign = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert foreign.get(AUDITS).status_code == 401
    assert foreign.get(AUDITS.replace("northbank", "mercy")).json()["results"] == []


def test_an_auditor_reads_and_writes_nothing(finding, member, client_for):
    reader = client_for(member(Role.AUDITOR))
    place = f"{FINDINGS}{finding.reference}/"

    assert reader.get(place).status_code == 200
    assert reader.post(f"{place}verify/", {"text": "Seen."}).status_code == 403


@pytest.mark.parametrize("place", [AUDITS, FINDINGS])
def test_lists_cost_the_same_for_one_and_three(
    organization, finding, owner, auditor, staff, api_client, place
):
    client = api_client(staff)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(place).status_code == 200
        return len(queries)

    cost()
    one = cost()
    with scope(organization):
        for _n in range(2):
            gap(begun(live_case(owner), staff, auditor), owner)
    assert cost() == one
