"""Vendors and the stack over the API."""

from __future__ import annotations

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.choices import Criterion
from tests.registry.vendors import in_days

VENDORS = "/northbank/api/v1/vendors/"
STACK = "/northbank/api/v1/stack/"


@pytest.fixture
def api(organization, staff, api_client):
    return api_client(staff)


@pytest.fixture
def soon(organization):
    with scope(organization):
        return in_days(60).isoformat()


def test_a_vendor_by_program(api, api_client, member, owner, soon):
    given = {
        "name": "Acme AI",
        "owner": owner.user.email,
        "data_use": "Only to answer.",
        "no_training": "yes",
        "places": "EU",
        "contract_until": "2030-01-01",
    }
    made = api.post(VENDORS, given, format="json")
    assert made.status_code == 201
    assert made.json()["reference"] == "VND-1"
    place = f"{VENDORS}VND-1/"

    def send(client, step, **data):
        return client.post(f"{place}{step}/", data, format="json")

    scores = [{"criterion": one, "score": 4} for one in Criterion.values]
    assert send(api, "evaluate", scores=scores).json()["mean_score"] == 4.0
    added = send(api, "certificates", kind="iso_42001", valid_until=soon)
    assert added.status_code == 201
    key = added.json()["certificates"][0]["id"]
    changed = api.patch(place, {"places": "EU, US"}, format="json").json()
    assert (changed["places"], changed["contract_until"]) == ("EU, US", "2030-01-01")
    assert send(api, "approve", next_on=soon).status_code == 403
    boss = api_client(member(Role.EXECUTIVE))
    assert send(boss, "approve", next_on=soon).json()["status"] == "approved"
    assert send(api, "review", fitness="fit", note="Good.", next_on=soon).status_code == 200
    assert send(api, "suspend", reason="A leak.").json()["status_reason"] == "A leak."
    assert send(boss, "reinstate", note="Closed.", next_on=soon).json()["status"] == "approved"
    assert send(api, f"certificates/{key}/withdraw").json()["certificates"] == []
    assert send(api, f"certificates/{key + 9}/withdraw").status_code == 404
    assert send(api, "end", reason="Dear.").json()["status"] == "ended"
    assert send(api, "propose", reason="Cheap.").json()["status"] == "proposed"
    assert send(boss, "reject", reason="No.").json()["status"] == "rejected"
    rows = api.get(VENDORS, {"status": "rejected"}).json()["results"]
    assert [row["reference"] for row in rows] == ["VND-1"]
    assert api.get(VENDORS, {"status": "approved"}).json()["results"] == []
    assert api.get(f"{VENDORS}VND-2/").status_code == 404


def test_a_vendor_that_is_not_complete_is_refused_with_what_is_missing(
    api, api_client, member, owner, soon
):
    api.post(VENDORS, {"name": "A", "owner": owner.user.email}, format="json")
    boss = api_client(member(Role.EXECUTIVE))
    answer = boss.post(f"{VENDORS}VND-1/approve/", {"next_on": soon}, format="json")
    assert answer.status_code == 409
    assert "Say where our data is processed." in answer.content.decode()


def test_the_stack_by_program(api, api_client, staff, developer):
    item = {
        "name": "LangGraph",
        "category": "framework",
        "ring": "trial",
        "owner": staff.user.email,
        "tiers": ["low"],
        "data_classes": ["public"],
        "address": "https://example.org",
    }
    made = api.post(STACK, item, format="json")
    assert (made.status_code, made.json()["reference"]) == (201, "STK-1")
    place = f"{STACK}STK-1/"
    moved = api.patch(place, {"ring": "adopt"}, format="json").json()
    assert (moved["ring"], moved["ring_before"], moved["address"]) == (
        "adopt",
        "trial",
        "https://example.org",
    )
    assert api.get(STACK, {"tier": "high"}).json()["results"] == []
    reader = api_client(developer)
    assert reader.get(place).json()["name"] == "LangGraph"
    refused = reader.patch(place, {"ring": "hold"}, format="json")
    assert refused.status_code == 403
    bad = api.post(STACK, {**item, "vendor": "VND-9"}, format="json")
    assert bad.status_code == 422


def test_models_and_lineage_name_their_vendor(api, model, version, owner):
    given = {"name": "Acme AI", "owner": owner.user.email}
    api.post(VENDORS, given, format="json")
    place = f"/northbank/api/v1/models/{model.reference}/"
    told = api.patch(place, {"vendor": "VND-1"}, format="json").json()
    assert told["vendor"] == "VND-1"
    part = {"kind": "vendor", "role": "part", "name": "Acme", "vendor": "VND-1"}
    added = api.post(f"{place}versions/1/lineage/", part, format="json")
    assert added.status_code == 201
    versions = api.get(f"{VENDORS}VND-1/").json()["versions"]
    assert [(one["model"], one["version"]) for one in versions] == [(model.reference, 1)]
