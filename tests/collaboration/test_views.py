"""The fragments of comments and files, and the download, for who may see the object."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from coe_portal.collaboration.actions import attach_file, post_comment
from coe_portal.collaboration.models import Attachment, Comment
from coe_portal.tenancy.scope import scope

PDF = b"%PDF-1.7\n1 0 obj"
CASE = "/northbank/about/use-case/UC-1"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(client_for, member):
    return client_for(member(name="Sam"))


def test_a_comment_is_posted_and_shown(use_case, client):
    assert b"No comments yet" in client.get(f"{CASE}/comments/").content
    answer = client.post(f"{CASE}/comments/", {"body": "<b>Hi</b>"}, headers=HTMX)
    assert answer.status_code == 200
    assert b"&lt;b&gt;Hi&lt;/b&gt;" in answer.content
    assert client.post(f"{CASE}/comments/", {"body": ""}, headers=HTMX).status_code == 422


def test_a_comment_without_javascript_leads_back_to_the_page(use_case, client):
    answer = client.post(f"{CASE}/comments/", {"body": "Hi"})
    assert answer.url == use_case.get_absolute_url()


def test_an_author_removes_a_comment(use_case, client):
    client.post(f"{CASE}/comments/", {"body": "Hi"})
    pk = Comment.objects.get().pk
    client.post(f"{CASE}/comments/{pk}/remove/")
    page = client.get(f"{CASE}/comments/").content
    assert b"was removed" in page
    assert b"Hi" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_threads_cost_the_same_queries(
    use_case, client, member, count, django_assert_max_num_queries
):
    for _n in range(count):
        post_comment(use_case, "Hi", actor=Actor.member(member()))
    with django_assert_max_num_queries(9):
        client.get(f"{CASE}/comments/")


def test_a_file_is_attached_listed_and_downloaded(use_case, client):
    upload = SimpleUploadedFile("plan.pdf", PDF, content_type="text/html")
    page = client.post(f"{CASE}/files/?part=data", {"file": upload}, headers=HTMX)
    assert b"plan.pdf" in page.content
    attachment = Attachment.objects.get()
    assert attachment.part == "data"
    answer = client.get(attachment.get_absolute_url())
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_refused_file_says_why(use_case, client):
    upload = SimpleUploadedFile("page.html", b"<script>")
    answer = client.post(f"{CASE}/files/", {"file": upload}, headers=HTMX)
    assert answer.status_code == 422
    assert b"not accepted" in answer.content


def test_a_removed_file_is_gone(use_case, client):
    client.post(f"{CASE}/files/", {"file": SimpleUploadedFile("plan.pdf", PDF)})
    address = Attachment.objects.get().get_absolute_url()
    client.post(f"{address}remove/")
    assert client.get(address).status_code == 404


def test_an_auditor_reads_and_has_no_form(use_case, client_for, member):
    client = client_for(member(Role.AUDITOR))
    page = client.get(f"{CASE}/comments/")
    assert page.status_code == 200
    assert b"<form" not in page.content
    assert client.post(f"{CASE}/comments/", {"body": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["nothing/UC-1", "use-case/UC-01", "use-case/UC-2", "use-case/1"])
def test_what_does_not_exist(use_case, client, path):
    assert client.get(f"/northbank/about/{path}/comments/").status_code == 404


def test_files_of_another_organization_do_not_exist(
    use_case, foreign_case, client, other_organization, member
):
    with scope(other_organization):
        owner = Actor.member(member(Role.COE_STAFF, organization=other_organization))
        foreign = attach_file(foreign_case, ContentFile(PDF, name="theirs.pdf"), actor=owner)
    own = client.get(f"{CASE}/files/{foreign.sha256}/")
    theirs = client.get(f"/mercy/about/use-case/UC-1/files/{foreign.sha256}/")
    assert (own.status_code, theirs.status_code) == (404, 404)
    assert b"theirs.pdf" not in client.get(f"{CASE}/files/").content
