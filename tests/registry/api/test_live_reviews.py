"""The API of what follows go-live: reviews, retirement, retention."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.models.models import AIModel
from tests.registry.golive import METRICS, after, go_live, open_due, packed
from tests.registry.models import pilot_case

API = "/northbank/api/v1/"
REVIEW = f"{API}live-reviews/LR-1/"
PLAN = f"{API}retirements/RET-1/"
JSON = "application/json"
REPORT = {
    "performance": "Ten claims an hour.",
    "impacts": "None.",
    "feedback": "They trust it.",
    "readings": [{"actual": "0.9", "result": "met"}],
}


@pytest.fixture
def case(organization, member):
    with scope(organization):
        return pilot_case(member(name="Bea Business"), answers={"success_metrics": METRICS})


@pytest.fixture
def review(organization, version):
    with scope(organization):
        go_live(version)
        with after(30):
            (opened,) = open_due()
    return opened


def post(client, place, data):
    return client.post(place, data, content_type=JSON)


def test_read_reported_decided_and_improved(review, owner, staff, developer, api_client):
    mine, theirs = api_client(owner), api_client(staff)
    (row,) = mine.get(f"{API}live-reviews/?state=open").json()["results"]
    assert (row["reference"], row["after"]) == ("LR-1", "30 days")
    assert mine.get(f"{API}live-reviews/?state=decided").json()["results"] == []
    assert mine.get(REVIEW).json()["metrics"] == METRICS
    assert post(mine, f"{REVIEW}report/", REPORT | {"readings": []}).status_code == 422
    told = post(mine, f"{REVIEW}report/", REPORT).json()
    assert (told["state"], told["metrics"][0]["actual"]) == ("reported", "0.9")
    assert post(mine, f"{REVIEW}report/", REPORT).status_code == 409
    verdict = {"outcome": "improve", "rationale": "Older people wait longer."}
    assert post(mine, f"{REVIEW}decide/", verdict).status_code == 403
    assert post(theirs, f"{REVIEW}decide/", verdict).status_code == 422
    action = {"text": "Retrain", "owner": developer.user.email, "due_on": "2199-01-01"}
    decided = post(theirs, f"{REVIEW}decide/", verdict | {"actions": [action]}).json()
    assert [one["text"] for one in decided["actions"]] == ["Retrain"]
    assert post(theirs, f"{REVIEW}improvements/", action).status_code == 201
    settled = post(
        api_client(developer), f"{REVIEW}improvements/1/settle/", {"state": "done", "note": "v2."}
    )
    assert settled.json()["actions"][0]["state"] == "done"
    assert post(theirs, f"{REVIEW}improvements/9/settle/", {}).status_code == 404


def test_sent_back(review, owner, staff, api_client):
    post(api_client(owner), f"{REVIEW}report/", REPORT)
    back = post(api_client(staff), f"{REVIEW}send-back/", {"reason": "Ask claimants."}).json()
    assert (back["state"], back["returned_because"]) == ("open", "Ask claimants.")


def test_planned_settled_and_cancelled(organization, version, case, owner, api_client):
    with scope(organization):
        go_live(version)
    client = api_client(owner)
    new = {"use_case": case.reference, "reason": "Over.", "wanted_on": "2199-01-01"}
    assert post(client, f"{API}retirements/", new | {"use_case": "UC-99"}).status_code == 422
    made = post(client, f"{API}retirements/", new)
    assert (made.status_code, made.json()["reference"]) == (201, "RET-1")
    later = {"reason": "Over.", "wanted_on": "2199-02-01"}
    assert client.patch(PLAN, later, content_type=JSON).json()["wanted_on"] == "2199-02-01"
    assert post(client, f"{PLAN}steps/evidence/", {"note": "Kept."}).status_code == 409
    with scope(organization):
        packed(case)
    assert post(client, f"{PLAN}steps/evidence/", {"note": "Kept."}).json()["settled"] == 1
    paper = SimpleUploadedFile("gone.pdf", b"%PDF-1.7\n%%EOF\n", "application/pdf")
    given = {"note": "Shredded.", "disposal": "destroyed", "file": paper}
    settled = client.post(f"{PLAN}steps/data/", given, format="multipart").json()
    (data,) = [one for one in settled["steps"] if one["step"] == "data"]
    assert (data["shown_by"], len(data["sha256"])) == ("gone.pdf", 64)
    assert post(client, f"{PLAN}steps/nothing/", {"note": "x"}).status_code == 404
    reopened = post(client, f"{PLAN}steps/data/reopen/", {"reason": "A copy is left."})
    assert reopened.json()["settled"] == 1
    assert post(client, f"{PLAN}cancel/", {"reason": "It stays."}).json()["state"] == "cancelled"
    assert client.get(f"{API}retirements/?state=open").json()["results"] == []


def test_a_model_is_retired_and_comes_back(organization, version, owner, member, api_client):
    with scope(organization):
        go_live(version)
    place = f"{API}models/M-1/"
    client = api_client(owner)
    assert post(client, f"{place}retirement/", {"reason": "Old."}).status_code == 409
    stranger = api_client(member(Role.REVIEWER))
    assert post(stranger, f"{place}retirement/", {"reason": "Old."}).status_code == 403
    with scope(organization):
        AIModel.objects.get().links.all().delete()
    assert post(client, f"{place}retirement/", {"reason": "Old."}).json()["retired_at"]
    assert post(client, f"{place}revival/", {"reason": "New need."}).json()["retired_at"] is None


def test_how_long_observations_are_kept(owner, staff, api_client):
    place = f"{API}observation-retention/"
    client = api_client(staff)
    assert client.get(place).json() == {"months": None}
    assert client.put(place, {"months": 24}, content_type=JSON).json() == {"months": 24}
    assert client.put(place, {"months": 2}, content_type=JSON).status_code == 422
    assert api_client(owner).put(place, {"months": 12}, content_type=JSON).status_code == 403


def test_another_organization_finds_nothing(review, other_organization, member, api_client):
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    assert stranger.get("/mercy/api/v1/live-reviews/").json()["results"] == []
    assert stranger.get("/mercy/api/v1/live-reviews/LR-1/").status_code == 404
    assert stranger.get("/mercy/api/v1/retirements/RET-1/").status_code == 404
