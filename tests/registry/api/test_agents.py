"""The API of agents' tools and of output review."""

from __future__ import annotations

import gzip
import json

import pytest

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.models.outputs import OutputReport
from tests.registry.agents import new_agent
from tests.registry.outputs import reported

API = "/northbank/api/v1/"
VERSION = f"{API}models/M-1/versions/1/"
JSON, LINES = "application/json", "application/x-ndjson"
TOOL = {"name": "pay", "system": "Bank", "effects": ["spends", "irreversible"]}
SENT = {"id": "e1", "category": "wrong", "output": "Ask Mrs Heron."}


@pytest.fixture
def agent(organization, owner, developer):
    with scope(organization):
        return new_agent(owner, developer)


def test_tools_are_declared_and_granted_by_programs(agent, owner, developer, staff, api_client):
    client = api_client(owner)
    made = client.post(f"{API}agent-tools/", {**TOOL, "owner": staff.user.email}, format="json")
    assert (made.status_code, made.json()["reference"]) == (201, "TOOL-1")
    asked = {"tool": "pay", "purpose": "Pays refunds."}
    (line,) = api_client(developer).post(f"{VERSION}tools/", asked, format="json").json()
    assert (line["tool"], line["standing"], line["grant"]) == ("TOOL-1", "not_granted", None)
    grant = {"scope": "Refunds", "limits": "50 EUR"}
    place = f"{VERSION}tools/{line['id']}/"
    judge = api_client(staff)
    assert api_client(developer).post(f"{place}grant/", grant, format="json").status_code == 403
    assert list(judge.post(f"{place}grant/", grant, format="json").json()["errors"]) == [
        "needs_person"
    ]
    (line,) = judge.post(f"{place}grant/", {**grant, "needs_person": True}, format="json").json()
    assert (line["standing"], line["grant"]["limits"]) == ("permitted", "50 EUR")
    (line,) = judge.post(f"{place}revoke/", {"reason": "Too much."}, format="json").json()
    assert line["standing"] == "not_granted"
    assert client.delete(place).status_code == 204
    assert client.get(f"{VERSION}tools/").json() == []
    changed = judge.patch(f"{API}agent-tools/TOOL-1/", {"effects": ["read"]}, format="json")
    assert (changed.json()["effects"], changed.json()["name"]) == (["read"], "pay")
    gone = judge.post(f"{API}agent-tools/TOOL-1/retire/", {"reason": "Old."}, format="json")
    assert gone.json()["retired_at"]
    assert client.post(f"{VERSION}tools/", asked, format="json").status_code == 422


def test_reports_come_in_bulk_and_only_once(organization, agent, member, api_client):
    client = api_client(member())
    place = f"{VERSION}outputs/"
    bodies = [
        (json.dumps([SENT, {**SENT, "id": "e2"}]), JSON),
        (json.dumps(SENT), JSON),
        (f"{json.dumps(SENT)}\n{json.dumps({**SENT, 'id': 'e3'})}\n", LINES),
        (gzip.compress(json.dumps({"reports": [{**SENT, "id": "e4"}]}).encode()), JSON),
    ]
    stored = [client.post(place, body, content_type=kind).json() for body, kind in bodies]

    assert [one["stored"] for one in stored] == [2, 0, 1, 1]
    wrong = client.post(place, json.dumps([SENT, {"category": "odd"}]), content_type=JSON)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["2"])
    for body in (b"{", gzip.compress(b" " * 21_000_000), b"[]", b"[1]"):
        assert client.post(place, body, content_type=JSON).status_code == 422
    assert client.post(place, b"<x/>", content_type="application/xml").status_code == 415
    with scope(organization):
        assert OutputReport.objects.count() == 4


def test_texts_are_read_and_judged_by_those_who_may(organization, agent, member, api_client):
    with scope(organization):
        reported(agent, member())
    reader, judge = api_client(member(Role.EXECUTIVE)), api_client(member(Role.REVIEWER))
    place = f"{API}outputs/OUT-1/"
    assert reader.get(place).json()["output"] is None
    assert judge.get(place).json()["output"] == "Never. Ask Mrs Heron."
    assert "output" not in judge.get(f"{API}outputs/").json()["results"][0]
    verdict = {"verdict": "confirmed", "severity": "high", "note": "It is open."}
    assert reader.post(f"{place}judge/", verdict, format="json").status_code == 403
    assert judge.post(f"{place}judge/", verdict, format="json").json()["verdict"] == "confirmed"
    words = {"what_happened": "It sends people away.", "harm": "harm"}
    assert judge.post(f"{place}incident/", words, format="json").json()["incident"] == "INC-1"
    assert judge.post(f"{place}incident/", words, format="json").status_code == 409
    assert judge.get(f"{API}outputs/?verdict=cleared").json()["results"] == []
    assert len(judge.get(f"{API}outputs/?model=M-1").json()["results"]) == 1


def test_applications_read_the_blocklist(agent, member, api_client):
    judge, reader = api_client(member(Role.REVIEWER)), api_client(member())
    place = f"{API}blocklist/"
    entry = {"text": "=heron", "category": "injection", "model": "M-1"}
    assert judge.post(place, entry, format="json").status_code == 201
    assert judge.post(place, entry, format="json").status_code == 422
    assert judge.post(place, {**entry, "model": "M-9"}, format="json").status_code == 422
    assert [one["text"] for one in judge.get(f"{place}?model=M-1").json()["results"]] == ["=heron"]
    assert judge.get(f"{place}?model=M-9").json()["results"] == []
    assert reader.get(place).status_code == 403
    assert judge.delete(f"{place}BLK-1/").status_code == 204
    assert judge.get(place).json()["results"] == []
