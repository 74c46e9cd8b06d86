"""The API of documents in work: the same steps and refusals as on the pages."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coe_portal.accounts.roles import Role
from coe_portal.audit.models import AuditEvent
from coe_portal.tenancy.scope import scope
from registry.models.drafts import DocumentDraft

VERSION = "/northbank/api/v1/models/M-1/versions/1/"
API = f"{VERSION}drafts/"
README = "---\nlicense: mit\n---\n# Fraud\n\n## Uses\n\nScoring.\n"


def write(program, kind="oversight", part="stop", text="The desk.", revision=0):
    body = {"text": text, "revision": revision}
    return program.put(f"{API}{kind}/parts/{part}/", body, format="json")


def upload(program, text=README, kind="model_card"):
    return program.put(f"{API}{kind}/readme/", data=text.encode(), content_type="text/markdown")


def part(answer, key):
    return next(one for one in answer.json()["parts"] if one["key"] == key)


def test_parts_are_written_one_by_one_and_published(version, developer, api_client):
    program = api_client(developer)
    before = program.get(f"{API}oversight/").json()
    assert (before["is_begun"], before["changed_by"]) == (False, None)
    assert "stop" in before["missing"]

    saved = write(program)
    assert (saved.status_code, part(saved, "stop")["revision"]) == (200, 1)
    assert "stop" not in saved.json()["missing"]
    assert saved.json()["changed_by"] == developer.user.email
    assert saved.json()["content"]["answers"] == {"stop": "The desk."}
    (line,) = program.get(API).json()
    assert (line["kind"], line["page"]) == (
        "oversight",
        "/northbank/registry/models/M-1/versions/1/write/oversight/",
    )

    made = program.post(f"{API}oversight/publish/", {"summary": "First."}, format="json")
    assert (made.status_code, made.json()["summary"]) == (201, "First.")
    assert program.get(API).json() == []
    assert program.get(f"{VERSION}documents/oversight/").json()["is_current"] is True


def test_who_read_an_older_text_is_told(organization, version, developer, api_client):
    program = api_client(developer)
    write(program)
    late = write(program, text="Nobody.")
    assert (late.status_code, late.json()["code"]) == (409, "registry.draft_changed")
    assert part(program.get(f"{API}oversight/"), "stop")["text"] == "The desk."
    assert write(program, text="The desk, at once.", revision=1).status_code == 200


def test_what_stands_above_a_card_and_a_readme(version, developer, api_client):
    program = api_client(developer)
    facts = {"title": "Fraud", "license": "mit", "tags": ["a", "a", "b"], "other": "year: 2026"}
    saved = program.put(f"{API}model_card/facts/", facts, format="json").json()
    assert saved["content"]["metadata"]["tags"] == ["a", "b"]
    assert saved["content"]["metadata"]["year"] == 2026
    assert saved["facts_revision"] == 1
    stale = program.put(f"{API}model_card/facts/", facts, format="json")
    assert stale.status_code == 409

    taken = upload(program).json()
    assert taken["content"]["metadata"] == {"license": "mit"}
    assert taken["facts_revision"] > 1
    assert part(program.get(f"{API}model_card/"), "uses")["text"] == "Scoring."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# A\n\n<iframe src=x></iframe>", "HTML that runs"),
        ("---\na: &a [*a]\n---\n", "aliases"),
        ("x\n" * 200_000, "larger than"),
    ],
    ids=["html", "aliases", "large"],
)
def test_a_hostile_readme_leaves_no_draft(organization, version, developer, api_client, text, told):
    refused = upload(api_client(developer), text)
    assert refused.status_code == 422
    assert told in json.dumps(refused.json())
    with scope(organization):
        assert not DocumentDraft.objects.exists()


def test_what_is_not_there(version, developer, api_client):
    program = api_client(developer)
    assert program.get(f"{API}offline/").status_code == 404
    assert program.get(f"{API}hobbies/").status_code == 404
    assert write(program, part="hobbies").status_code == 409
    assert write(program, kind="offline").status_code == 404
    assert upload(program, kind="oversight").status_code == 404
    assert program.put(f"{API}oversight/facts/", {}, format="json").status_code == 404
    empty = program.put(f"{API}model_card/readme/", content_type="text/markdown")
    assert empty.status_code == 422
    assert program.post(f"{API}oversight/publish/", {}, format="json").status_code == 409
    assert program.delete(f"{API}oversight/").status_code == 409


def test_a_draft_is_dropped(organization, version, developer, api_client):
    program = api_client(developer)
    write(program)
    assert program.delete(f"{API}oversight/").status_code == 204
    with scope(organization):
        assert not DocumentDraft.objects.exists()
        told = AuditEvent.objects.filter(action__startswith="registry.draft").order_by("sequence")
        assert [event.action for event in told] == [
            "registry.draft.saved",
            "registry.draft.discarded",
        ]


def test_a_reading_token_reads_and_changes_nothing(organization, version, developer, api_client):
    write(api_client(developer))
    reader = api_client(developer, scopes=["registry:read"])
    assert part(reader.get(f"{API}oversight/"), "stop")["text"] == "The desk."
    assert len(reader.get(API).json()) == 1
    _changes_nothing(organization, reader)


def _changes_nothing(organization, program):
    answers = [
        write(program, revision=1, text="Nobody."),
        upload(program),
        program.put(f"{API}model_card/facts/", {"title": "x"}, format="json"),
        program.post(f"{API}oversight/publish/", {}, format="json"),
        program.delete(f"{API}oversight/"),
    ]
    assert [answer.status_code for answer in answers] == [403] * 5
    with scope(organization):
        (draft,) = DocumentDraft.objects.all()
        assert draft.content["answers"] == {"stop": "The desk."}


def test_who_has_no_part_in_it_does_not_read_it(
    organization, version, developer, validator, api_client
):
    write(api_client(developer))
    program = api_client(validator)
    assert program.get(f"{API}oversight/").status_code == 403
    assert program.get(API).status_code == 403
    _changes_nothing(organization, program)


def test_another_organization_has_no_such_draft(
    version, developer, member, other_organization, api_client
):
    write(api_client(developer))
    stranger = api_client(member(Role.COE_STAFF, organization=other_organization))
    place = API.replace("northbank", "mercy")
    for path in ("", "oversight/"):
        assert stranger.get(f"{API}{path}").status_code == 401
        assert stranger.get(f"{place}{path}").status_code == 404
    assert stranger.put(f"{place}oversight/parts/stop/", {}, format="json").status_code == 404


def test_the_list_costs_the_same_for_one_and_three(version, developer, api_client):
    program = api_client(developer)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            rows = program.get(API).json()
        return len(queries), len(rows)

    write(program)
    cost()
    one = cost()
    write(program, "datasheet", "purpose")
    write(program, "model_card", "uses")
    assert cost() == (one[0], 3)
