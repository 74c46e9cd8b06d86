"""The API of documents: files, content and figures, with the refusals of the pages."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.tenancy.scope import scope
from registry.choices import DocumentKind
from registry.logic.document_parts import sheet_content
from registry.models.documents import ModelDocument
from tests.registry.models import document

API = "/northbank/api/v1/models/M-1/versions/1/documents/"
PLAN = sheet_content(DocumentKind.OVERSIGHT, {"stop": "The desk."})
README = "---\nlicense: mit\ntags: [a]\n---\n# Fraud\n\n## Uses\n\nScoring.\n"


def put(program, kind, content, **more):
    return program.put(f"{API}{kind}/content/", {"content": content, **more}, format="json")


def send(program, kind, text, content_type, path="content/", method="put"):
    return getattr(program, method)(
        f"{API}{kind}/{path}", data=text.encode(), content_type=content_type
    )


def test_a_file_is_sent_as_multipart(version, developer, api_client):
    program = api_client(developer)
    file = SimpleUploadedFile("sheet.md", b"# Datasheet\n")
    data = {"kind": "datasheet", "title": "Claims data", "file": file}
    made = program.post(API, data, format="multipart")
    assert made.status_code == 201
    assert (made.json()["file"]["name"], len(made.json()["sha256"])) == ("sheet.md", 64)
    disguised = SimpleUploadedFile("card.pdf", b"<script>alert(1)</script>")
    refused = program.post(
        API, {"kind": "model_card", "title": "Card", "file": disguised}, format="multipart"
    )
    assert refused.status_code == 422
    assert [one["kind"] for one in program.get(API).json()["results"]] == ["datasheet"]


def test_content_is_written_and_read(version, developer, api_client):
    program = api_client(developer)
    made = put(program, "oversight", PLAN, summary="First.", valid_until="2199-12-31")
    assert made.status_code == 201
    assert made.json()["page"].endswith(f"/documents/{made.json()['page'].split('/')[-2]}/")
    read = program.get(f"{API}oversight/content/").json()
    assert read["content"] == PLAN
    assert "The desk." in read["text"]
    assert program.get(f"{API}oversight/").json()["summary"] == "First."
    assert program.get(f"{API}datasheet/").status_code == 404
    assert program.get(f"{API}nothing/").status_code == 404


def test_a_card_goes_in_and_out_as_markdown(version, developer, api_client):
    program = api_client(developer)
    assert send(program, "model_card", README, "text/markdown").status_code == 201
    read = program.get(f"{API}model_card/content/").json()
    assert read["content"]["metadata"] == {"license": "mit", "tags": ["a"]}
    assert read["content"]["sections"] == {"uses": "Scoring."}
    again = send(program, "model_card", read["text"], "text/markdown")
    assert program.get(f"{API}model_card/content/").json()["content"] == read["content"]
    assert again.json()["sha256"] == program.get(f"{API}model_card/").json()["sha256"]
    assert send(program, "oversight", README, "text/markdown").status_code == 422


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# A\n\n<iframe src=x></iframe>", "HTML that runs"),
        ("---\na: &a [*a]\n---\n", "aliases"),
        ("x" * 60_000, "longer than"),
        ("x\n" * 200_000, "larger than"),
        ("---\na: !!python/name:os.system ''\n---\n", "Tags"),
    ],
)
def test_hostile_markdown_is_refused(version, developer, api_client, text, told):
    refused = send(api_client(developer), "model_card", text, "text/markdown")
    assert refused.status_code == 422
    assert told in json.dumps(refused.json())


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"schema": "oversight/1", "answers": {"hobbies": "None."}},
        {"schema": "oversight/1", "answers": {"stop": ["x"]}},
        {"schema": "model-card/1", "sections": {"uses": "x"}},
    ],
)
def test_what_is_no_content_is_refused(version, developer, api_client, content):
    assert put(api_client(developer), "oversight", content).status_code == 422


def test_figures_as_json_and_as_csv(version, developer, api_client):
    program = api_client(developer)
    rows = [{"metric": "f1", "value": 0.9, "threshold": 0.8}]
    made = program.post(
        f"{API}offline/figures/", {"title": "Held out", "results": rows}, format="json"
    )
    assert (made.status_code, made.json()["result"]) == (201, "passed")
    failed = send(
        program,
        "safety",
        "metric,value,threshold\nviolations,3,0\n",
        "text/csv",
        "figures/?title=Red+team",
        "post",
    )
    assert (failed.json()["title"], failed.json()["result"]) == ("Red team", "failed")
    content = program.get(f"{API}safety/content/").json()
    assert content["content"]["results"][0]["better"] == "lower"
    assert content["text"].splitlines()[1].startswith(",,violations,3.0,lower,0.0")


def test_wrong_figures_are_named_by_row(version, developer, api_client):
    program = api_client(developer)
    refused = send(program, "offline", "metric,value\nf1,x\n", "text/csv", "figures/", "post")
    assert refused.status_code == 422
    assert "value: a number is needed" in json.dumps(refused.json())
    refused = program.post(
        f"{API}offline/figures/", {"title": "x", "results": [{"metric": "f1"}]}, format="json"
    )
    assert refused.status_code in {400, 422}
    none = program.post(
        f"{API}offline/figures/",
        {"title": "x", "results": [{"metric": "f1", "value": 1}]},
        format="json",
    )
    assert "Give a threshold" in json.dumps(none.json())


def test_a_document_is_taken_back(version, developer, api_client):
    program = api_client(developer)
    put(program, "oversight", PLAN)
    answer = program.post(f"{API}oversight/withdraw/", {"reason": "Of another."}, format="json")
    assert answer.json()["is_current"] is False
    assert program.get(API).json()["results"] == []
    assert len(program.get(f"{API}?all=true").json()["results"]) == 1
    assert program.post(f"{API}oversight/withdraw/", {"reason": "x"}).status_code == 404


def test_who_has_no_part_reads_and_changes_nothing(version, developer, owner, member, api_client):
    put(api_client(developer), "oversight", PLAN)
    for program in (api_client(member()), api_client(owner, scopes=["registry:read"])):
        assert program.get(f"{API}oversight/content/").status_code == 200
        assert put(program, "oversight", PLAN).status_code == 403
        assert send(program, "model_card", README, "text/markdown").status_code == 403
        rows = {"title": "x", "results": [{"metric": "f1", "value": 1, "threshold": 0}]}
        refused = program.post(f"{API}offline/figures/", rows, format="json")
        assert refused.status_code == 403
        refused = program.post(f"{API}oversight/withdraw/", {"reason": "x"}, format="json")
        assert refused.status_code == 403


def test_another_organization_has_no_such_document(
    organization, version, developer, member, other_organization, api_client
):
    with scope(organization):
        document(version, DocumentKind.MODEL_CARD, developer)
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    place = API.replace("northbank", "mercy")
    for path in ("", "model_card/", "model_card/content/"):
        assert stranger.get(f"{API}{path}").status_code == 401
        assert stranger.get(f"{place}{path}").status_code == 404


def test_a_list_costs_the_same_for_one_and_thirty(organization, version, developer, api_client):
    program = api_client(developer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows = program.get(f"{API}?all=true").json()["results"]
        return len(queries), len(rows)

    def add(count):
        with scope(organization):
            for _ in range(count):
                document(version, DocumentKind.MODEL_CARD, developer)

    add(1)
    cost()
    one = cost()
    add(29)
    assert cost() == (one[0], 30)
    with scope(organization):
        assert ModelDocument.objects.count() == 30
