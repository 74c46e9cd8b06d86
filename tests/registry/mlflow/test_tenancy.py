"""Two organizations with models of the same shape: neither can tell that the other is there."""

from __future__ import annotations

import json

import pytest

from coe_portal.accounts.roles import MEMBERS
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from registry.models.models import AIModel, ModelVersion
from tests.registry.mlflow.conftest import Answer, Program

# Everything that a client can ask about a model that it names.
CALLS = [
    ("GET", "registered-models/get", {}),
    ("PATCH", "registered-models/update", {"description": "x"}),
    ("POST", "registered-models/rename", {"new_name": "mine-now"}),
    ("DELETE", "registered-models/delete", {}),
    ("GET", "registered-models/get-latest-versions", {}),
    ("POST", "registered-models/get-latest-versions", {"stages": ["None"]}),
    ("POST", "registered-models/set-tag", {"key": "a", "value": "b"}),
    ("DELETE", "registered-models/delete-tag", {"key": "team"}),
    ("GET", "registered-models/alias", {"alias": "challenger"}),
    ("POST", "registered-models/alias", {"alias": "challenger", "version": "1"}),
    ("POST", "registered-models/alias", {"alias": "champion", "version": "1"}),
    ("DELETE", "registered-models/alias", {"alias": "challenger"}),
    ("POST", "model-versions/create", {"source": "s3://b/1"}),
    ("GET", "model-versions/get", {"version": "1"}),
    ("PATCH", "model-versions/update", {"version": "1", "description": "x"}),
    ("DELETE", "model-versions/delete", {"version": "1"}),
    ("GET", "model-versions/get-download-uri", {"version": "1"}),
    ("POST", "model-versions/set-tag", {"version": "1", "key": "a", "value": "b"}),
    ("DELETE", "model-versions/delete-tag", {"version": "1", "key": "team"}),
    ("POST", "model-versions/transition-stage", {"version": "1", "stage": "Staging"}),
    ("POST", "model-versions/transition-stage", {"version": "1", "stage": "Production"}),
]


def fill(program: Program, name: str) -> None:
    tag = [{"key": "team", "value": name}]
    program.post("registered-models/create", name=name, tags=tag, description=name)
    program.post("model-versions/create", name=name, source=f"s3://{name}/1", tags=tag)
    program.post("registered-models/alias", name=name, alias="challenger", version="1")


@pytest.fixture
def theirs(speak, member, other_organization) -> Program:
    """A program of the other organization, whose member holds every writing role."""
    program = speak(member(*sorted(MEMBERS), organization=other_organization))
    fill(program, "zebrafish")
    return program


@pytest.fixture
def ours(speak, member) -> Program:
    program = speak(member(*sorted(MEMBERS)))
    fill(program, "heron")
    return program


def masked(answer: Answer, name: str) -> tuple[int, str]:
    return answer.status, json.dumps(answer.body).replace(name, "*")


def test_a_model_elsewhere_is_as_if_it_did_not_exist(ours, theirs):
    for method, endpoint, values in CALLS:
        elsewhere = ours.ask(method, endpoint, {"name": "zebrafish", **values})
        missing = ours.ask(method, endpoint, {"name": "nowhere", **values})

        assert masked(elsewhere, "zebrafish") == masked(missing, "nowhere"), endpoint
        assert elsewhere.code == "RESOURCE_DOES_NOT_EXIST", endpoint


def test_a_token_opens_one_organization(ours, theirs):
    abroad = Program("northbank", theirs.authorization)
    searches = [("GET", "registered-models/search", {}), ("GET", "model-versions/search", {})]

    for method, endpoint, values in [*CALLS, *searches]:
        answer = abroad.ask(method, endpoint, {"name": "heron", **values})
        assert (answer.status, answer.code) == (401, "UNAUTHENTICATED"), endpoint
    assert ours.get("model-versions/get", name="heron", version="1").status == 200


def test_searches_find_one_s_own(ours, theirs):
    found = [
        ours.get(endpoint, **values)
        for endpoint in ("registered-models/search", "model-versions/search")
        for values in (
            {},
            {"filter": "name LIKE '%'"},
            {"filter": "tags.team != 'x'"},
            {"filter": "name NOT IN ('x')"},
            {"max_results": "1", "page_token": "eyJvZmZzZXQiOiAxfQ=="},
        )
    ]

    assert all(answer.status == 200 for answer in found)
    assert not any("zebrafish" in json.dumps(answer.body) for answer in found)
    assert sum("heron" in json.dumps(answer.body) for answer in found) == 8


def test_a_name_is_free_in_each(ours, theirs, other_organization):
    """The answer to a name that is taken elsewhere is a model of one's own."""
    made = ours.post("registered-models/create", name="zebrafish")
    version = ours.post("model-versions/create", name="zebrafish", source="s3://b/1")

    assert (made.status, version.body["model_version"]["version"]) == (200, "1")
    with scope(other_organization):
        assert AIModel.objects.get().description == "zebrafish"
        assert ModelVersion.objects.get().source == "s3://zebrafish/1"


def test_a_copy_of_what_is_elsewhere_is_refused(ours, theirs):
    elsewhere = ours.post("model-versions/create", name="heron", source="models:/zebrafish/1")
    missing = ours.post("model-versions/create", name="heron", source="models:/nowhere/1")

    assert masked(elsewhere, "zebrafish") == masked(missing, "nowhere")
    assert elsewhere.code == "RESOURCE_DOES_NOT_EXIST"


def test_what_one_does_is_in_one_s_own_trail(ours, theirs, other_organization):
    with scope(other_organization):
        before = AuditEvent.objects.count()

    ours.post("registered-models/set-tag", name="heron", key="a", value="b")

    with scope(other_organization):
        assert AuditEvent.objects.count() == before
