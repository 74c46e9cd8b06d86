"""Documents of a version: written part by part, read, compared, taken along, and measured."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from coe_portal.accounts.roles import Role
from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.scope import scope
from registry.choices import DocumentKind
from registry.models.documents import ModelDocument
from registry.models.drafts import DocumentDraft
from tests.registry.models import document, new_version

HTMX = {"headers": {"HX-Request": "true"}}
README = b"---\nlicense: mit\n---\n# Fraud scorer\n\n## Uses\n\nScoring **claims**.\n"


def url(name, *, org="northbank", number=1, **kwargs):
    return reverse(
        f"registry:{name}", kwargs={"org": org, "reference": "M-1", "number": number, **kwargs}
    )


def write(browser, key, text, *, kind="oversight", revision=0):
    data = {f"{key}-text": text, f"{key}-revision": revision}
    return browser.post(url("document_part", kind=kind, part=key), data, **HTMX)


def publish(browser, kind="oversight", **data):
    return browser.post(url("document_publish", kind=kind), data, follow=True)


def test_a_plan_is_written_published_and_read(version, developer, client_for):
    browser = client_for(developer)
    page = browser.get(url("document_write", kind="oversight")).content.decode()
    assert "Who may stop it, how, and how fast?" in page
    saved = write(browser, "stop", "The desk, **at once**.")
    assert 'id="id_stop-revision" name="stop-revision" value="1"' in saved.content.decode()
    preview = browser.get(url("document_preview", kind="oversight")).content.decode()
    assert "<strong>at once</strong>" in preview
    read = publish(browser, summary="First plan.").content.decode()
    assert "<strong>at once</strong>" in read
    assert "First plan." in read
    assert "For its tier this still has to be said:" in read
    assert "parts still to be said" in browser.get(url("version")).content.decode()


def test_two_writers_of_a_part(version, developer, owner, client_for):
    write(client_for(developer), "stop", "Mine.")
    refused = write(client_for(owner), "stop", "Ours.")
    assert refused.status_code == 422
    assert "Somebody changed this text meanwhile" in refused.content.decode()


def test_an_uploaded_card_is_looked_at_before_it_is_published(version, developer, client_for):
    browser = client_for(developer)
    file = SimpleUploadedFile("README.md", README)
    page = browser.post(url("card_import"), {"file": file}, follow=True).content.decode()
    assert "Scoring **claims**." in page
    facts = {"facts-title": "Fraud", "facts-license": "apache-2.0", "facts-revision": 1}
    saved = browser.post(url("card_facts"), {**facts, "facts-tags": "a, b"}, **HTMX)
    assert saved.status_code == 200
    read = publish(browser, "model_card")
    assert read.context["reading"].card.metadata == {"license": "apache-2.0", "tags": ["a", "b"]}
    assert read.context["document"].title == "Fraud"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"# A\n\n<script>alert(1)</script>", "HTML that runs"),
        (b"---\na: &a [1]\nb: [*a]\n---\n", "Anchors and aliases"),
        (b"\xff\xd8\xff\xe0", "no text in UTF-8"),
        (b"# " + b"x" * 60_000, "longer than"),
        (b"x\n" * 200_000, "larger than"),
        (b"# A\n\n## Uses\n\n" + b"word\n" * 5_000, "longer than 20,000"),
    ],
)
def test_hostile_cards_are_refused_with_the_reason(version, developer, client_for, content, told):
    file = SimpleUploadedFile("README.md", content)
    refused = client_for(developer).post(url("card_import"), {"file": file})
    assert refused.status_code == 422
    assert told in refused.content.decode()


def test_html_in_a_text_is_shown_and_not_run(version, developer, client_for):
    browser = client_for(developer)
    write(browser, "stop", "<b onclick=alert(1)>Stop</b> [x](javascript:alert(1))")
    read = publish(browser).content.decode()
    assert "&lt;b onclick=alert(1)&gt;Stop" in read
    assert "<b onclick" not in read
    assert 'href="javascript' not in read


def test_a_file_in_markdown_is_read_on_its_page(organization, version, developer, client_for):
    text = "# Report\n\n**Nobody** moved it.\n\n<script>alert(1)</script>\n"
    file = ContentFile(text.encode(), name="report.md")
    with scope(organization):
        made = document(version, DocumentKind.ADVERSARIAL, developer, url="", file=file)
        place = made.get_absolute_url()
    page = client_for(developer).get(place).content.decode()
    assert "<strong>Nobody</strong> moved it." in page
    assert "<script>alert(1)" not in page
    with scope(organization):
        Attachment.objects.update(removed_at=timezone.now())
    assert "Nobody" not in client_for(developer).get(place).content.decode()


def test_what_changed_and_what_is_taken_along(organization, version, developer, client_for):
    browser = client_for(developer)
    write(browser, "stop", "The desk.")
    publish(browser)
    write(browser, "stop", "The night shift.")
    publish(browser)
    with scope(organization):
        first, second = ModelDocument.objects.order_by("pk")
    changes = browser.get(url("document_changes", document=second.pk)).content.decode()
    assert "The night shift." in changes
    assert 'class="is-removed"' in changes
    assert "It counts no more" in browser.get(url("document", document=first.pk)).content.decode()
    text = browser.get(url("document_export", document=second.pk), {"as": "md"})
    assert b"### Who may stop it, how, and how fast?\n\nThe night shift." in text.content
    answer = browser.get(url("document_export", document=second.pk), {"as": "json"})
    assert json.loads(answer.content)["answers"] == {"stop": "The night shift."}
    assert browser.get(url("document_export", document=second.pk), {"as": "csv"}).status_code == 404


def test_figures_are_typed_and_uploaded(version, developer, client_for):
    browser = client_for(developer)
    place = url("evaluation_new", kind="offline")
    row = {"metric": "f1", "value": "0.91", "threshold": "0.9", "better": "higher"}
    data = {f"results-0-{name}": value for name, value in row.items()}
    file = SimpleUploadedFile("more.csv", b"metric,value,suite\nauc,0.97,=1+1\n")
    read = browser.post(place, {"title": "Held out", "file": file, **data}, follow=True)
    page = read.content.decode()
    assert "1 of 1 thresholds are met." in page
    assert "≥ 0.9" in page
    shown = read.context["document"]
    table = browser.get(url("document_export", document=shown.pk), {"as": "csv"}).content.decode()
    assert "'=1+1,,auc,0.97" in table
    again = browser.get(place).content.decode()
    assert 'value="auc"' in again
    assert 'value="0.91"' not in again


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"results-0-metric": "f1", "results-0-value": "many"}, "Row 1: value: a number is needed"),
        ({"results-0-metric": "f1", "results-0-value": "1"}, "Give a threshold"),
        ({}, "Give at least one figure."),
    ],
)
def test_bad_figures_are_named(version, developer, client_for, data, told):
    refused = client_for(developer).post(
        url("evaluation_new", kind="offline"), {"title": "Held out", **data}
    )
    assert refused.status_code == 422
    assert told in refused.content.decode()


def test_a_draft_is_discarded(organization, version, developer, client_for):
    browser = client_for(developer)
    write(browser, "stop", "Never.")
    browser.post(url("document_discard", kind="oversight"))
    with scope(organization):
        assert not DocumentDraft.objects.exists()
    assert browser.post(url("document_discard", kind="oversight")).status_code == 409


def test_kinds_that_are_not_written_here(version, developer, client_for):
    browser = client_for(developer)
    assert browser.get(url("document_write", kind="offline")).status_code == 404
    assert browser.get(url("evaluation_new", kind="fairness")).status_code == 404
    assert browser.get(url("document_part", kind="oversight", part="stop")).status_code == 405


def test_who_only_reads(organization, version, developer, member, client_for):
    with scope(organization):
        row = document(version, DocumentKind.MODEL_CARD, developer)
    reader = client_for(member(Role.AUDITOR))
    assert "/write/" not in reader.get(url("version")).content.decode()
    page = reader.get(url("document", document=row.pk)).content.decode()
    assert row.url in page
    assert url("document_write", kind="model_card") not in page
    assert reader.get(url("document_write", kind="model_card")).status_code == 403
    assert write(reader, "stop", "x").status_code == 403


def test_a_document_stays_in_its_version(organization, version, developer, client_for):
    with scope(organization):
        new_version(version.model, developer)
        row = document(version, DocumentKind.MODEL_CARD, developer)
    browser = client_for(developer)
    assert browser.get(url("document", document=row.pk, number=2)).status_code == 404


def test_the_list_costs_the_same_for_one_and_thirty(
    organization, version, developer, staff, client_for
):
    browser = client_for(staff)
    place = reverse("registry:documents", kwargs={"org": "northbank"})

    def cost():
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(place, {"q": "fraud", "kind": "model_card", "validity": "valid"})
        assert page.status_code == 200
        return len(queries), page.content.decode().count('"/northbank/registry/models/M-1/v')

    def add(count):
        with scope(organization):
            for _ in range(count):
                made = new_version(version.model, developer)
                document(made, DocumentKind.MODEL_CARD, developer)

    add(1)
    cost()
    one = cost()
    add(29)
    many = cost()
    assert many[0] == one[0]
    assert many[1] > one[1]
