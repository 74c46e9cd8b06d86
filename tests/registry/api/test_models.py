"""The API of the inventory: the same rights and refusals as the pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from governance.choices import VoteChoice
from registry.models.models import ModelVersion
from registry.queries.promotion import review_of
from tests.governance.conftest import vote
from tests.registry.models import new_model, new_version, prepared

API = "/northbank/api/v1/models/"
ONE = f"{API}M-1/versions/1/"


def sender(client):
    def send(path, data=None, *, method="post"):
        return getattr(client, method)(f"{ONE}{path}", data or {}, format="json")

    return send


def test_a_model_and_its_first_version(organization, owner, case, api_client):
    program = api_client(owner)
    data = {
        "name": "fraud",
        "kind": "agent",
        "owner": owner.user.email,
        "use_case": case.reference,
    }
    made = program.post(API, data, format="json")
    assert made.status_code == 201
    row = made.json()
    assert (row["reference"], row["tier"], row["newest"]) == ("M-1", "high", None)

    version = program.post(f"{API}M-1/versions/", {"source": "s3://a"}, format="json")
    assert version.status_code == 201
    answer = version.json()
    assert (answer["number"], answer["stage"], answer["is_approved"]) == (1, "none", False)
    missing = {one["code"] for one in answer["requirements"] if not one["is_met"]}
    assert missing == {"registry.documents", "registry.validated", "registry.approved"}
    assert program.patch(f"{API}M-1/", {"name": "f2"}, format="json").json()["name"] == "f2"
    assert program.get(f"{API}?kind=agent").json()["results"][0]["newest"] == 1
    assert program.get(f"{API}M-1/versions/").json()["results"][0]["source"] == "s3://a"


def test_a_name_that_is_taken(model, owner, api_client):
    data = {"name": model.name, "owner": owner.user.email}
    refused = api_client(owner).post(API, data, format="json")
    assert refused.status_code == 422
    assert refused.json()["code"] == "registry.name_taken"


def test_from_the_request_to_production(
    organization, version, owner, developer, validator, council, api_client
):
    with scope(organization):
        prepared(version, developer, validator)
    send = sender(api_client(owner))
    refused = send("move/", {"to": "production"})
    assert refused.status_code == 409
    assert refused.json()["code"] == "registry.promotion_refused"

    asked = send("request-promotion/", {"note": "For spring."}).json()
    assert (asked["promotion"]["state"], asked["promotion"]["note"]) == ("open", "For spring.")
    with scope(organization):
        review = review_of(version)
        for person in council.members:
            vote(review, person, VoteChoice.APPROVE)
    moved = send("move/", {"to": "production", "reason": "Approved."}).json()
    assert (moved["stage"], moved["is_approved"]) == ("production", True)
    assert send("aliases/", {"alias": "champion"}).json()["aliases"] == ["champion"]


def test_what_surrounds_a_version(organization, version, developer, validator, api_client):
    send = sender(api_client(developer))
    document = {"kind": "model_card", "title": "Card", "url": "https://example.org/card"}
    assert send("documents/", document).status_code == 201
    assert send("deployments/", {"environment": "test", "target": "scoring"}).status_code == 201
    lineage = {"kind": "dataset", "role": "training", "name": "claims"}
    assert send("lineage/", lineage).status_code == 201
    rows = [{"day": "2026-01-01", "consumer": "app", "calls": 3}]
    assert send("usage/", {"rows": rows}).json() == {"kept": 1}
    assert send("validate/", {"note": "Fine."}).status_code == 403
    checked = sender(api_client(validator))("validate/", {"note": "Fine."}).json()
    assert checked["validator"] == validator.user.email
    with scope(organization):
        stored = ModelVersion.objects.get()
        assert stored.documents.count() == stored.deployments.count() == 1


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("move/", {"to": "staging"}),
        ("aliases/", {"alias": "a"}),
        ("request-promotion/", {}),
        ("documents/", {"kind": "model_card", "title": "x", "url": "https://x.example"}),
        ("deployments/", {"environment": "test", "target": "x"}),
        ("lineage/", {"kind": "dataset", "role": "test", "name": "x"}),
        ("usage/", {"rows": [{"day": "2026-01-01", "consumer": "x"}]}),
    ],
)
def test_who_has_no_part_changes_nothing(version, owner, member, api_client, path, data):
    assert sender(api_client(member()))(path, data).status_code == 403
    reader = api_client(owner, scopes=["registry:read"])
    assert sender(reader)(path, data).status_code == 403
    assert reader.get(ONE).status_code == 200


def test_another_organization_has_no_such_model(version, member, other_organization, api_client):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get(f"{API}M-1/").status_code == 401
    for place in ("M-1/", "M-1/versions/", "M-1/versions/1/"):
        assert stranger.get(f"/mercy/api/v1/models/{place}").status_code == 404
    assert stranger.get("/mercy/api/v1/models/").json()["results"] == []


@pytest.mark.parametrize("place", ["", "M-1/versions/"])
def test_a_list_costs_the_same_for_one_and_thirty(
    place, organization, version, case, owner, developer, api_client
):
    program = api_client(owner)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert program.get(f"{API}{place}").status_code == 200
        return len(queries)

    cost()
    one = cost()
    with scope(organization):
        for number in range(29):
            new_version(version.model, developer)
            new_model(owner, name=f"model-{number}", use_case=case.reference)
    assert cost() == one
