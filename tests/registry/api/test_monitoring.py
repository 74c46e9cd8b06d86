"""The API of monitoring: observations in bulk, monitors, drift reviews."""

from __future__ import annotations

import gzip
import json

import pytest
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.models.monitoring import DriftReview, Monitor, Observation
from tests.registry.monitoring import check, drifting, new_version, people, yesterday

API = "/northbank/api/v1/"
JSON = "application/json"


@pytest.fixture
def owner(member):
    return member(Role.MODEL_OWNER, name="Olga Owner")


@pytest.fixture
def version(organization, owner):
    with scope(organization):
        return new_version(owner)


@pytest.fixture
def place(version):
    return f"{API}models/{version.model.reference}/versions/1/observations/"


def rows(count=3, word="k") -> list[dict]:
    at = yesterday().isoformat()
    return [
        {"key": f"{word}{number}", "at": at, "values": one}
        for number, one in enumerate(people(count))
    ]


def stored(organization) -> int:
    with scope(organization):
        return Observation.objects.count()


def test_the_three_layouts_and_gzip_are_taken(organization, owner, api_client, place):
    client = api_client(owner)
    at = yesterday().isoformat()
    lines = "\n".join(json.dumps(one) for one in rows(word="n"))
    bodies = [
        (json.dumps(rows(word="j")), JSON),
        (json.dumps({"observations": rows(word="o")}), JSON),
        (lines, "application/x-ndjson"),
        (f"key,at,age\nc1,{at},41\nc2,{at},\n", "text/csv"),
        (gzip.compress(json.dumps(rows(word="g")).encode()), JSON),
    ]
    counts = []
    for body, kind in bodies:
        answer = client.post(place, body, content_type=kind)
        assert answer.status_code == 200, answer.json()
        counts.append(answer.json())

    assert [one["stored"] for one in counts] == [3, 3, 3, 2, 3]
    again = client.post(place, bodies[0][0], content_type=JSON).json()
    assert again == {"received": 3, "stored": 0, "repeated": 3}
    assert stored(organization) == 14


def test_wrong_records_are_named_and_nothing_is_stored(organization, owner, api_client, place):
    sent = rows()
    sent[1]["at"] = "soon"
    answer = api_client(owner).post(place, json.dumps(sent), content_type=JSON)

    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["2"]
    assert stored(organization) == 0


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", JSON, 422),
        (b"<x/>", "application/xml", 415),
        (gzip.compress(b" " * 21_000_000), JSON, 422),
        (b"[]", JSON, 422),
    ],
)
def test_what_cannot_be_read_is_refused(owner, api_client, place, body, kind, status):
    assert api_client(owner).post(place, body, content_type=kind).status_code == status


def test_references_are_sent_by_the_same_address(organization, owner, api_client, place):
    client = api_client(owner)
    assert (
        client.post(f"{place}?kind=reference", json.dumps(rows()), content_type=JSON).status_code
        == 200
    )
    assert (
        client.post(f"{place}?kind=other", json.dumps(rows()), content_type=JSON).status_code == 422
    )
    with scope(organization):
        assert set(Observation.objects.values_list("kind", flat=True)) == {"reference"}


def test_a_report_of_evidently_is_one_observation(organization, owner, api_client, place):
    client = api_client(owner)
    address = place.replace("observations", "evidently-reports")
    report = {"metrics": [{"metric_name": "ValueDrift(column=age,method=psi)", "value": 0.2}]}
    moment = f"{address}?at={yesterday():%Y-%m-%dT%H:%M:%SZ}"

    assert client.post(address, report, format="json").status_code == 422
    assert client.post(moment, {"metrics": []}, format="json").status_code == 422
    stored = [client.post(moment, report, format="json").json()["stored"] for _time in range(2)]
    assert stored == [1, 0]
    with scope(organization):
        assert Observation.objects.get().content == {"age: psi": 0.2}


def test_rights_and_scopes(organization, other_organization, owner, member, api_client, place):
    body = json.dumps(rows())
    reading = api_client(owner, scopes=["registry:read"])
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))

    assert reading.post(place, body, content_type=JSON).status_code == 403
    assert (
        api_client(member(Role.EXECUTIVE)).post(place, body, content_type=JSON).status_code == 403
    )
    assert stranger.post(place, body, content_type=JSON).status_code == 401
    there = place.replace("northbank", "mercy")
    assert stranger.post(there, body, content_type=JSON).status_code == 404
    assert stored(organization) == 0


def test_monitors_are_set_up_read_and_changed(organization, owner, member, api_client, version):
    client = api_client(owner)
    terms = {
        "name": "Nightly",
        "limits": {"psi": {"warning": 0.2, "severe": 0.4}},
        "metrics": {"accuracy": {"better": "higher", "warning": 0.9, "severe": 0.8}},
    }
    new = terms | {"model": version.model.reference, "version": 1}
    assert client.post(f"{API}monitors/", new | {"version": 9}, format="json").status_code == 422
    bad = new | {"limits": {"fisher": {"warning": 1, "severe": 2}}}
    assert client.post(f"{API}monitors/", bad, format="json").status_code == 422
    made = client.post(f"{API}monitors/", new, format="json")
    assert made.status_code == 201, made.json()
    assert made.json()["reference"] == "MON-1"
    assert made.json()["limits"]["psi"]["significance"] == 0.01
    changed = client.put(f"{API}monitors/MON-1/", terms | {"minimum": 10}, format="json")
    assert changed.json()["minimum"] == 10
    reader = api_client(member(Role.EXECUTIVE))
    assert reader.get(f"{API}monitors/MON-1/").json()["evaluation"] is None
    assert reader.put(f"{API}monitors/MON-1/", terms, format="json").status_code == 403
    with scope(organization):
        assert Monitor.objects.get().limits["psi"]["severe"] == 0.4


def test_drift_reviews_are_read_and_decided(organization, owner, api_client, member):
    with scope(organization):
        check(drifting(owner))
    client = api_client(owner)
    (row,) = client.get(f"{API}drift-reviews/?state=open").json()["results"]
    detail = client.get(f"{API}drift-reviews/DR-1/").json()
    assert row["due_on"] > f"{timezone.now():%Y-%m-%d}"
    assert {one["feature"] for one in detail["signals"]} == {"age"}
    place = f"{API}drift-reviews/DR-1/resolve/"
    answer = {"outcome": "retrain", "rationale": "New data."}
    assert api_client(member()).post(place, answer, format="json").status_code == 403
    assert client.post(place, answer | {"rationale": ""}, format="json").status_code == 422
    back = answer | {"outcome": "roll_back", "target": 1}
    assert client.post(place, back, format="json").status_code == 422
    assert client.post(place, answer, format="json").json()["outcome"] == "retrain"
    assert client.post(place, answer, format="json").status_code == 409
    with scope(organization):
        assert not DriftReview.objects.get().is_open
    monitor = client.get(f"{API}monitors/MON-1/").json()
    assert monitor["evaluation"]["severity"] == "severe"
    assert monitor["last_severity"] == "severe"


def test_another_organization_reads_none_of_it(
    organization, other_organization, owner, member, api_client
):
    with scope(organization):
        check(drifting(owner))
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    for kind, reference in (("monitors", "MON-1"), ("drift-reviews", "DR-1")):
        assert stranger.get(f"/mercy/api/v1/{kind}/").json()["results"] == []
        assert stranger.get(f"/mercy/api/v1/{kind}/{reference}/").status_code == 404
