"""What the platform itself offers by API."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.declarations import UNIT_CREATED
from coe_portal.accounts.roles import Role, token_scopes
from coe_portal.audit.recording import record
from coe_portal.jobs import running
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope
from intake.models import UseCase

API = "/northbank/api/v1"
PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture
def person(member):
    return member(Role.COE_STAFF, name="Sam")


@pytest.fixture
def program(api_client, person):
    return api_client(person)


def test_me(program, person):
    body = program.get(f"{API}/me/").json()
    assert (body["organization"], body["member"]["name"]) == ("northbank", "Sam")
    assert body["scopes"] == token_scopes()
    assert "intake.view" in body["permissions"]
    assert "accounts.manage_members" not in body["permissions"]


def test_members(program, person, member):
    other = member(Role.REVIEWER, name="Rita")
    names = [row["name"] for row in program.get(f"{API}/members/").json()["results"]]
    assert names == ["Rita", "Sam"]
    assert program.get(f"{API}/members/{other.pk}/").json()["roles"] == ["reviewer"]


@pytest.mark.parametrize("count", [1, 30])
def test_members_cost_the_same_queries(program, member, count, django_assert_max_num_queries):
    for _n in range(count):
        member()
    with django_assert_max_num_queries(8):
        program.get(f"{API}/members/")


def test_pages_follow_each_other(program, member):
    for _n in range(4):
        member()
    first = program.get(f"{API}/members/?page_size=3").json()
    second = program.get(first["next"]).json()
    seen = [row["id"] for row in [*first["results"], *second["results"]]]
    assert len(seen) == len(set(seen)) == 5
    assert second["next"] is None


def test_jobs_and_their_files(program, person, member, api_client, organization):
    with scope(organization):
        job = running.queue("x", "Export", actor=Actor.member(person))
        running.start(job, total=2)
        running.progress(job, done=1)
    assert program.get(f"{API}/jobs/J-1/").json()["percent"] == 50
    assert program.get(f"{API}/jobs/J-1/file/").status_code == 404
    with scope(organization):
        running.finish(job, file_name="x.csv", content=b"a,b", content_type="text/csv")
    assert [row["state"] for row in program.get(f"{API}/jobs/").json()["results"]] == ["succeeded"]
    answer = program.get(f"{API}/jobs/J-1/file/")
    assert b"".join(answer.streaming_content) == b"a,b"
    other = api_client(member())
    assert other.get(f"{API}/jobs/J-1/").status_code == 404
    assert other.get(f"{API}/jobs/J-1/file/").status_code == 404


def test_notifications(program, person, member, organization):
    kind = NotificationKind._declared.get("tests.api") or NotificationKind(
        "tests.api", label="x", title="Hello %(name)s"
    )
    with scope(organization):
        notify(kind, [person, member()], None, context={"name": "Sam"})
    (row,) = program.get(f"{API}/notifications/?unread=true").json()["results"]
    assert row["title"] == "Hello Sam"
    assert program.post(f"{API}/notifications/{row['id']}/read/").json()["read_at"]
    assert program.get(f"{API}/notifications/?unread=true").json()["results"] == []
    assert program.post(f"{API}/notifications/{row['id'] + 1}/read/").status_code == 404


def test_comments_and_files(program, person, organization):
    with scope(organization):
        UseCase.objects.create(number=1, title="Letters", summary="x", owner=person)
    about = f"{API}/about/use-case/UC-1"
    assert program.post(f"{about}/comments/", {"body": "Hi"}).status_code == 201
    assert [row["body"] for row in program.get(f"{about}/comments/").json()["results"]] == ["Hi"]
    upload = {"file": SimpleUploadedFile("plan.pdf", PDF)}
    created = program.post(f"{about}/files/", upload, format="multipart")
    assert created.status_code == 201
    answer = program.get(f"{about}/files/{created.json()['sha256']}/")
    assert b"".join(answer.streaming_content) == PDF
    bad = {"file": SimpleUploadedFile("plan.exe", b"MZ")}
    assert program.post(f"{about}/files/", bad, format="multipart").status_code == 422
    assert program.get(f"{API}/about/use-case/UC-2/comments/").status_code == 404


def test_the_trail_is_for_those_who_may_read_it(program, person, member, api_client, organization):
    with scope(organization):
        unit = BusinessUnit.objects.create(name="Retail", code="r")
        record(UNIT_CREATED, unit, actor=Actor.member(person))
    found = program.get(f"{API}/audit-events/?action=accounts.business_unit.created").json()
    assert [row["subject"] for row in found["results"]] == ["Retail"]
    sequence = found["results"][0]["sequence"]
    assert program.get(f"{API}/audit-events/{sequence}/").json()["actor"] == "Sam"
    assert api_client(member()).get(f"{API}/audit-events/").status_code == 403


def test_the_schema_describes_the_api(program):
    answer = program.get(f"{API}/schema/")
    schema = answer.json()
    assert schema["servers"] == [{"url": "http://testserver/northbank/api/v1/"}]
    assert {"/me/", "/members/", "/use-cases/", "/audit-events/"} <= set(schema["paths"])
    assert not [path for path in schema["paths"] if "{org}" in path or path.startswith("/{")]
    for operations in schema["paths"].values():
        for operation in operations.values():
            assert operation["description"]
            names = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert "org" not in names
