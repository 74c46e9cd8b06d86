"""The API of datasets and assets: the same rights and refusals as the pages."""

from __future__ import annotations

import datetime as dt

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.scope import scope
from registry.models.datasets import Dataset
from tests.registry.catalogue import made_from, new_asset, new_dataset
from tests.registry.logic.test_croissant import content

API = "/northbank/api/v1/"
DATASETS, ASSETS = f"{API}datasets/", f"{API}assets/"


def sender(client):
    def send(path, data=None, *, method="post"):
        return getattr(client, method)(f"{API}{path}", data or {}, format="json")

    return send


def test_a_dataset_is_added_changed_and_read(organization, owner, version, api_client):
    send = sender(api_client(owner))
    data = {
        "name": "Claims",
        "steward": owner.user.email,
        "classification": "internal",
        "columns": [{"name": "age", "type": "integer"}, {"name": "who", "is_personal": True}],
        "files": [{"name": "a.csv", "size": 12, "sha256": "AB" * 32}],
    }
    made = send("datasets/", data)
    assert made.status_code == 201
    assert (made.json()["reference"], made.json()["files"][0]["sha256"]) == ("DS-1", "ab" * 32)

    changed = send("datasets/DS-1/", {"rows": 7}, method="patch").json()
    assert (changed["rows"], [one["name"] for one in changed["columns"]]) == (7, ["age", "who"])
    lineage = {"kind": "dataset", "role": "training", "dataset": "DS-1"}
    assert send("models/M-1/versions/1/lineage/", lineage).status_code == 201
    read = api_client(owner).get(f"{DATASETS}DS-1/").json()
    assert [(one["model"], one["number"]) for one in read["made"]] == [("M-1", 1)]
    assert len(read["use_cases"]) == 1
    (row,) = api_client(owner).get(f"{DATASETS}?classification=internal").json()["results"]
    assert (row["versions"], "columns" in row) == (1, False)


def test_what_cannot_be_is_named(organization, owner, version, api_client):
    send = sender(api_client(owner))
    data = {
        "name": "Claims",
        "steward": owner.user.email,
        "classification": "internal",
        "personal_data": "special",
        "columns": [{"name": "a"}, {"name": "a"}],
    }
    refused = send("datasets/", data)
    assert refused.status_code == 422
    assert set(refused.json()["errors"]) == {"legal_basis", "columns"}
    lineage = {"kind": "dataset", "role": "training", "dataset": "DS-9"}
    assert send("models/M-1/versions/1/lineage/", lineage).status_code == 422
    assert send("models/M-1/versions/1/lineage/", {**lineage, "dataset": None}).status_code == 422


def test_from_available_to_deleted(organization, owner, api_client):
    with scope(organization):
        new_dataset(owner)
        day = today_here() + dt.timedelta(days=30)
    send = sender(api_client(owner))
    assert send("datasets/DS-1/withdraw/", {"reason": "Wrong."}).json()["state"] == "withdrawn"
    assert send("datasets/DS-1/reinstate/", {"reason": "Right."}).json()["state"] == "available"
    looked = {"note": "Fine.", "next_on": day.isoformat()}
    assert send("datasets/DS-1/review/", looked).json()["review_on"] == day.isoformat()
    assert send("datasets/DS-1/deleted/", {"reason": "Shredded."}).json()["state"] == "deleted"
    assert send("datasets/DS-1/withdraw/", {"reason": "Again."}).status_code == 409


@pytest.mark.parametrize("kind", ["application/ld+json", "application/json"])
def test_croissant_in_and_out(organization, owner, api_client, kind):
    program = api_client(owner)
    read = program.post(f"{DATASETS}read-croissant/", content(), content_type=kind)
    assert read.status_code == 200
    found = read.json()
    assert (found["name"], found["licence"]) == ("Garden birds", "CC-BY-SA-4.0")
    with scope(organization):
        assert not Dataset.objects.exists()
    said = {"steward": owner.user.email, "classification": "public"}
    people = {"personal_data": "personal", "legal_basis": "consent"}
    sender(program)("datasets/", {**found, **said, **people})
    described = program.get(f"{DATASETS}DS-1/croissant/").json()
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert [one["name"] for one in described["distribution"]] == ["visits.csv"]


@pytest.mark.parametrize("sent", [b"", b"{}", b"\xff", b"[" * 90_000, b"x" * 1_100_000])
def test_what_is_no_croissant_is_refused(owner, api_client, sent):
    kind = "application/ld+json"
    refused = api_client(owner).post(f"{DATASETS}read-croissant/", sent, content_type=kind)
    assert refused.status_code == 422


def test_an_asset_from_the_draft_to_its_end(organization, owner, case, developer, api_client):
    send = sender(api_client(owner))
    data = {"name": "Redactor", "kind": "component", "owner": owner.user.email}
    assert send("assets/", data).json()["state"] == "draft"
    assert send("assets/AS-1/publish/").status_code == 409
    assert send("assets/AS-1/", {"description": "Hides names."}, method="patch").status_code == 200
    assert send("assets/AS-1/publish/").json()["state"] == "published"

    use = sender(api_client(developer))
    used = use("assets/AS-1/reuses/", {"about": case.reference, "note": "Letters"})
    assert used.status_code == 201
    (reuse,) = used.json()["used_by"]
    assert (reuse["about"], used.json()["reuses"]) == (case.reference, 1)
    assert use("assets/AS-1/deprecate/", {"reason": "Old."}).status_code == 403
    with scope(organization):
        new_asset(owner, "Redactor 2")
    ended = send("assets/AS-1/deprecate/", {"reason": "Old.", "successor": "AS-2"}).json()
    assert (ended["state"], ended["successor"]) == ("deprecated", "AS-2")
    assert use(f"assets/AS-1/reuses/{reuse['id']}/end/").json()["used_by"] == []
    assert use(f"assets/AS-2/reuses/{reuse['id']}/end/").status_code == 404
    (row,) = api_client(owner).get(f"{ASSETS}?state=deprecated").json()["results"]
    assert row["reference"] == "AS-1"


def test_another_organization_sees_nothing(
    organization, owner, version, member, other_organization, api_client
):
    with scope(organization):
        made_from(version, new_dataset(owner))
        new_asset(owner)
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    for path in ("datasets/DS-1/", "datasets/DS-1/croissant/", "assets/AS-1/"):
        assert stranger.get(f"/mercy/api/v1/{path}").status_code == 404
        assert stranger.get(f"{API}{path}").status_code in {401, 404}
    for path in ("datasets/", "assets/"):
        assert stranger.get(f"/mercy/api/v1/{path}").json()["results"] == []


def test_only_who_answers_for_it_withdraws_it(organization, owner, developer, api_client):
    with scope(organization):
        new_dataset(owner)
    send = sender(api_client(developer))
    assert send("datasets/DS-1/withdraw/", {"reason": "No."}).status_code == 403
    assert send("datasets/DS-1/", {"rows": 1}, method="patch").status_code == 403
