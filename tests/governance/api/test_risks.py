"""The API of the risk register: the same rights and refusals as the pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.models.risks import Risk
from tests.governance.conftest import new_case
from tests.governance.risks import in_days, new_risk

API = "/northbank/api/v1/risks/"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def staff(member):
    return member(Role.COE_STAFF, name="Sam Staff")


@pytest.fixture
def risk(organization, owner):
    with scope(organization):
        return new_risk(owner)


def sender(client):
    def send(path="", data=None, *, method="post"):
        place = f"{API}RISK-1/{path}/" if path else f"{API}RISK-1/"
        return getattr(client, method)(place, data or {}, format="json")

    return send


def test_a_risk_from_start_to_acceptance(organization, owner, staff, api_client):
    with scope(organization):
        case = new_case(owner)
    data = {
        "title": "Wrong advice",
        "category": "reliability",
        "owner": owner.user.email,
        "review_on": f"{in_days(90)}",
        "likelihood": 3,
        "impact": 3,
        "about": case.reference,
    }
    own = api_client(owner)
    made = own.post(API, data, format="json")
    assert made.status_code == 201
    assert (made.json()["reference"], made.json()["about"]) == ("RISK-1", [case.reference])

    send, team = sender(own), sender(api_client(staff))
    treatment = {"kind": "reduce", "text": "Check.", "owner": staff.user.email,
                 "due_on": f"{in_days(9)}"}  # fmt: skip
    assert send("treatments", treatment).status_code == 201
    assert team("treatments/1/done").status_code == 422
    done = team("treatments/1/done", {"note": "Fewer errors."}).json()
    assert done["treatments"][0]["state"] == "done"
    ratings = {"residual_likelihood": 2, "residual_impact": 3, "loss_low": 0, "loss_likely": 60,
               "loss_high": 600, "frequency": 2}  # fmt: skip
    found = send("assess", ratings).json()
    assert (found["score"], found["band"], found["annual_loss"]) == (6, "medium", 280.0)

    acceptance = {"reason": "Rare.", "expires_on": f"{in_days(90)}"}
    assert send("accept", acceptance).status_code == 403
    assert team("accept", acceptance).json()["state"] == "accepted"
    assert team("accept", acceptance).status_code == 409
    assert team("withdraw", {"reason": "New facts."}).json()["acceptances"][0]["end"] == (
        "withdrawn"
    )


def test_change_review_link_close(organization, risk, owner, staff, api_client):
    with scope(organization):
        case = new_case(owner)
    team = sender(api_client(staff))
    changed = team(data={"title": "Worse advice"}, method="patch").json()
    assert (changed["title"], changed["owner"]) == ("Worse advice", owner.user.email)
    review = {"note": "Unchanged.", "next_on": f"{in_days(200)}"}
    assert team("review", review).json()["review_on"] == f"{in_days(200)}"
    assert team("links", {"reference": case.reference}).json()["about"] == [case.reference]
    assert team("unlink", {"reference": case.reference}).json()["about"] == []
    assert team("unlink", {"reference": case.reference}).status_code == 404
    assert team("treatments/7/drop", {"note": "No."}).status_code == 404
    assert team("close", {"reason": "Ended."}).json()["state"] == "closed"
    assert team("reopen", {"reason": "Back."}).json()["state"] == "open"


def test_the_list_takes_the_filters_of_the_page(organization, owner, risk, staff, api_client):
    with scope(organization):
        new_risk(owner, title="Large", likelihood=5, impact=5)
    client = api_client(staff)
    assert [row["title"] for row in client.get(f"{API}?band=critical").json()["results"]] == [
        "Large"
    ]
    assert client.get(f"{API}?state=accepted").json()["results"] == []


def test_rights_and_scopes(risk, member, other_organization, api_client, staff):
    assert api_client(member()).get(f"{API}RISK-1/").status_code == 404
    reader = sender(api_client(staff, scopes=["governance:read"]))
    assert reader(method="get").status_code == 200
    assert reader("close", {"reason": "No."}).status_code == 403
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(f"{API}RISK-1/").status_code == 401
    own = stranger.get("/mercy/api/v1/risks/")
    assert (own.status_code, own.json()["results"]) == (200, [])


def test_the_list_costs_the_same_for_one_and_thirty(organization, owner, risk, staff, api_client):
    client = api_client(staff)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(API).status_code == 200
        return len(queries)

    cost()
    one = cost()
    with scope(organization):
        for _number in range(29):
            new_risk(owner)
        assert Risk.objects.count() == 30
    assert cost() == one
