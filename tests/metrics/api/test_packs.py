from __future__ import annotations

import pytest

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from tests.metrics.packs import NOW, new_pack

pytestmark = pytest.mark.django_db
BASE = "/northbank/api/v1"


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def executive(member):
    return member(Role.EXECUTIVE, name="Erin Executive")


def test_programs_ask_for_packs_and_read_them(executive, api_client):
    client = api_client(executive)
    answer = client.post(f"{BASE}/board-packs/", {"quarter": "2026-Q3"}, format="json")
    assert answer.status_code == 202, answer.json()
    assert (answer.json()["reference"], answer.json()["state"]) == ("BP-1", "queued")
    again = client.post(f"{BASE}/board-packs/", {"quarter": "2026-Q3"}, format="json")
    assert again.status_code == 409
    wrong = client.post(f"{BASE}/board-packs/", {"quarter": "summer"}, format="json")
    assert wrong.status_code == 422


def test_programs_download_both_files(organization, executive, api_client):
    with scope(organization):
        pack = new_pack(organization, Actor.member(executive))
    client = api_client(executive, ["metrics:read"])
    (row,) = client.get(f"{BASE}/board-packs/").json()["results"]
    hashes = {file["kind"]: file["sha256"] for file in row["files"]}
    assert hashes == {"pdf": pack.pdf.sha256, "xlsx": pack.xlsx.sha256}
    assert client.get(f"{BASE}/board-packs/BP-1/").json()["signature"] == pack.signature
    answer = client.get(f"{BASE}/board-packs/BP-1/files/xlsx/")
    assert b"".join(answer.streaming_content) == b"pack cells"
    assert client.get(f"{BASE}/board-packs/BP-1/files/zip/").status_code == 404
    assert client.post(f"{BASE}/board-packs/", {"quarter": "2026-Q2"}).status_code == 403


def test_programs_read_and_set_the_schedule(executive, member, api_client):
    client = api_client(executive)
    assert client.get(f"{BASE}/board-pack-schedule/").json()["is_on"] is False
    wish = {"is_on": True, "working_day": 2, "recipients": [executive.pk]}
    kept = client.put(f"{BASE}/board-pack-schedule/", wish, format="json")
    assert kept.json() == {**wish, "attaches_pdf": False}
    wish["recipients"] = [member(Role.SUBMITTER).pk]
    assert client.put(f"{BASE}/board-pack-schedule/", wish, format="json").status_code == 422


def test_others_get_nothing(organization, executive, other_organization, member, api_client):
    with scope(organization):
        new_pack(organization, Actor.member(executive))
    assert api_client(member(Role.REVIEWER)).get(f"{BASE}/board-packs/").status_code == 403
    stranger = api_client(member(Role.EXECUTIVE, organization=other_organization))
    assert stranger.get("/mercy/api/v1/board-packs/").json()["results"] == []
    assert stranger.get("/mercy/api/v1/board-packs/BP-1/").status_code == 404
