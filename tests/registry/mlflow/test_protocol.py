"""Where a server of MLflow and the portal could differ: hostile input, bounds, prompts, speed."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coe_portal.tenancy.scope import scope
from registry.integrations.mlflow import pages
from registry.models.models import AIModel, ModelVersion, VersionInput
from tests.registry.mlflow.conftest import MOUNT, Program

CREATE, SEARCH = "registered-models/create", "registered-models/search"
VERSIONS = "model-versions/search"
PROMPT = {"key": "mlflow.prompt.is_prompt", "value": "true"}


def send(program: Program, body: bytes, content_type: str = "application/json"):
    path = f"/{program.slug}/{MOUNT}/{CREATE}"
    headers = {"authorization": program.authorization}
    return Client().generic("POST", path, body, content_type, headers=headers)


NONSENSE = [
    b"",
    b"xx",
    b"[]",
    b"null",
    b'"name"',
    b"{",
    b"\xff\xfe",
    b"[" * 200_000,
    b'{"name": ' + b"9" * 10_000 + b"}",
    b'{"name": "' + b"a" * 3_000_000 + b'"}',
    b'{"name": "\\u0000"}',
    b'{"name": "\\ud800"}',
    b'{"name": null}',
    b'{"name": {"a": 1}}',
    b'{"name": ["a", "b"]}',
    b'{"name": true}',
    b'{"name": 5}',
    b'{"name": "a", "tags": "x"}',
    b'{"name": "a", "tags": ["x"]}',
    b'{"name": "a", "tags": [{"value": "x"}]}',
    b'{"name": "a", "tags": [{"key": "x", "value": 5}]}',
    b'{"name": "a", "tags": [{"key": "x", "value": "\\u0000"}]}',
    b'{"name": "a", "description": "' + b"a" * 20_000 + b'"}',
]


def test_what_makes_no_sense_is_refused(program):
    answers = {body[:40]: send(program, body) for body in NONSENSE}

    assert all(answer.status_code == 400 for answer in answers.values())
    codes = {answer.json()["error_code"] for answer in answers.values()}
    assert codes == {"INVALID_PARAMETER_VALUE"}


def test_json_is_json_whatever_it_is_called(program):
    for number, kind in enumerate(["text/plain", "application/x-www-form-urlencoded", ""]):
        assert send(program, b'{"name": "a%d"}' % number, kind).status_code == 200


def test_other_addresses_and_verbs_are_no_endpoints(program):
    asked = [
        ("GET", "nothing"),
        ("POST", "webhooks"),
        ("PUT", CREATE),
        ("GET", CREATE),
        ("POST", "registered-models/get"),
        ("POST", SEARCH),
        ("GET", "registered-models/get/"),
    ]
    answers = [program.ask(method, endpoint, {"name": "a"}) for method, endpoint in asked]

    assert {(one.status, one.code) for one in answers} == {(404, "ENDPOINT_NOT_FOUND")}


def test_there_are_no_workspaces(program):
    headers = {"authorization": program.authorization}
    answer = Client().get("/northbank/mlflow/api/3.0/mlflow/server-info", headers=headers)

    assert answer.json()["workspaces_enabled"] is False


UNBOUNDED = [
    (SEARCH, {"max_results": "1001"}),
    (SEARCH, {"max_results": "-1"}),
    (SEARCH, {"max_results": "abc"}),
    (SEARCH, {"max_results": "9" * 50}),
    (SEARCH, {"max_results": "١"}),
    (VERSIONS, {"max_results": "200001"}),
    (VERSIONS, {"max_results": "0"}),
    (SEARCH, {"page_token": "x!"}),
    (SEARCH, {"filter": "name = 'a' OR name = 'b'"}),
    (VERSIONS, {"filter": "version_number = 99999999999999999999"}),
    (SEARCH, {"order_by": ["name", "name DESC"]}),
]


def test_searches_have_bounds(program):
    answers = [program.get(endpoint, **values) for endpoint, values in UNBOUNDED]

    assert [one.code for one in answers] == ["INVALID_PARAMETER_VALUE"] * len(UNBOUNDED)


@pytest.fixture
def filled(program) -> Program:
    for number in range(7):
        tags = [{"key": "team", "value": f"t{number % 2}"}, {"key": "50", "value": "a_b\\c"}]
        name, source = f"fraud-{number}", f"s3://b/{number}"
        assert program.post(CREATE, name=name, tags=tags).status == 200
        program.post("model-versions/create", name=name, source=source, tags=tags)
    return program


def names(answer) -> list[str]:
    return [row["name"] for row in answer.body.get("registered_models", [])]


FOUND = {
    "name LIKE 'fraud-%'": 7,
    "name LIKE 'FRAUD-%'": 0,
    "name ILIKE 'FRAUD-%'": 7,
    "name LIKE 'fraud__'": 7,
    "name LIKE 'fraud-_'": 7,
    "name LIKE '%\\%'": 0,
    "tags.team = 't1'": 3,
    "tags.team != 't1'": 4,
    "tags.team LIKE 't_' AND name = 'fraud-3'": 1,
    "tags.missing != 'x'": 0,
    "tags.`50` = 'a_b\\c'": 7,
    "tags.`50` LIKE '%\\c'": 7,
    "name IN ('fraud-1', 'fraud-2', 'x')": 2,
    "name NOT IN ('fraud-1')": 6,
    "name = ''' OR true --'": 0,
}


def test_filters_are_comparisons_and_nothing_else(filled):
    answers = {text: filled.get(SEARCH, filter=text) for text in FOUND}

    assert {text: len(names(answer)) for text, answer in answers.items()} == FOUND
    assert {answer.status for answer in answers.values()} == {200}


def test_versions_compare_numbers(filled):
    for _time in range(3):
        filled.post("model-versions/create", name="fraud-0", source="s3://b/x")

    def numbers(text: str) -> list[str]:
        answer = filled.get(VERSIONS, filter=text, order_by="version_number DESC")
        return [row["version"] for row in answer.body.get("model_versions", [])]

    assert numbers("name = 'fraud-0' AND version_number >= 2") == ["4", "3", "2"]
    assert numbers("name = 'fraud-0' AND version_number != 2") == ["4", "3", "1"]
    assert numbers("source_path LIKE '%/x' AND version_number < 3") == ["2"]
    assert numbers("version_number = 999999999999999") == []


def test_pages_lead_through_everything_once(filled):
    seen, token = [], ""
    while True:
        answer = filled.get(SEARCH, max_results="3", page_token=token, order_by="name DESC")
        seen += names(answer)
        token = answer.body.get("next_page_token", "")
        if not token:
            break
    assert seen == [f"fraud-{number}" for number in range(6, -1, -1)]


def test_a_page_of_large_texts_ends_early(filled, monkeypatch):
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    monkeypatch.setattr(pages, "MOST_CHARACTERS", 1_000)

    first = filled.get(VERSIONS)
    second = filled.get(VERSIONS, page_token=first.body["next_page_token"])

    found = [row["name"] for one in (first, second) for row in one.body["model_versions"]]
    assert 2 <= len(first.body["model_versions"]) < 7
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("endpoint", [SEARCH, VERSIONS])
def test_a_list_costs_the_same_however_long(program, endpoint):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert program.get(endpoint).status == 200
        return len(queries)

    for number in range(8):
        program.post(CREATE, name=f"m{number}")
        program.post("model-versions/create", name=f"m{number}", source="s3://b/1")
        if number == 1:
            cost()
            few = cost()
    assert cost() == few


def test_prompts_and_models_do_not_mix(program):
    program.post(CREATE, name="greet", tags=[PROMPT])
    program.post(CREATE, name="credit")

    refused = [
        program.post("model-versions/create", name="greet", source="s3://b/1"),
        program.post("model-versions/create", name="credit", source="dummy-source", tags=[PROMPT]),
        program.post("registered-models/set-tag", name="credit", **PROMPT),
        program.delete("registered-models/delete-tag", name="greet", key=PROMPT["key"]),
    ]

    assert {answer.code for answer in refused} == {"INVALID_PARAMETER_VALUE"}
    assert names(program.get(SEARCH)) == ["credit"]
    asked = "tags.`mlflow.prompt.is_prompt` = 'true'"
    assert names(program.get(SEARCH, filter=asked)) == ["greet"]


def test_a_prompt_is_one_of_the_inventory(program, organization):
    program.post(CREATE, name="greet", tags=[PROMPT])

    with scope(organization):
        assert AIModel.objects.get().kind == "prompt"


def test_a_long_prompt_comes_back_whole(program):
    text = "Grüße, {{name}}! " * 5_000
    tags = [PROMPT, {"key": "mlflow.prompt.text", "value": text}]
    program.post(CREATE, name="greet", tags=[PROMPT])
    program.post("model-versions/create", name="greet", source="dummy-source", tags=tags)

    told = program.get("model-versions/get", name="greet", version="1").body["model_version"]

    assert {"key": "mlflow.prompt.text", "value": text} in told["tags"]


def test_the_files_of_a_copy_are_the_original_s_also_when_that_is_gone(program, organization):
    program.post(CREATE, name="credit")
    program.post(CREATE, name="prod.credit")
    program.post("model-versions/create", name="credit", source="s3://b/1")
    program.post("model-versions/create", name="prod.credit", source="models:/credit/1")
    program.post("model-versions/create", name="prod.credit", source="models:/prod.credit/1")
    program.post("registered-models/rename", name="credit", new_name="other")
    program.delete("registered-models/delete", name="other")

    for version in ("1", "2"):
        files = program.get("model-versions/get-download-uri", name="prod.credit", version=version)
        assert files.body == {"artifact_uri": "s3://b/1"}
    with scope(organization):
        assert VersionInput.objects.filter(parent__isnull=False).count() == 2


def test_numbers_are_never_given_again(program, organization):
    program.post(CREATE, name="credit")
    for _time in range(2):
        program.post("model-versions/create", name="credit", source="s3://b/1")
    program.delete("model-versions/delete", name="credit", version="2")
    made = program.post("model-versions/create", name="credit", source="s3://b/1")

    assert made.body["model_version"]["version"] == "3"
    with scope(organization):
        assert ModelVersion.objects.count() == 3


def test_answers_are_protocol_buffers_in_json(program):
    program.post(CREATE, name="credit")
    made = program.post("model-versions/create", name="credit", source="s3://b/1").body

    version = made["model_version"]
    assert (version["version"], version["status"], version["current_stage"]) == (
        "1",
        "READY",
        "None",
    )
    assert type(version["creation_timestamp"]) is int
    assert "run_id" not in version
    assert json.dumps(version)
