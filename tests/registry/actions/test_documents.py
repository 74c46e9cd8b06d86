"""Documents of a version: a newer one takes the place of the older."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from coe_portal.accounts.actor import Actor
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed
from coe_portal.tenancy.clock import today_here
from registry.actions.documents import DocumentTerms, add_document, withdraw_document
from registry.choices import DocumentKind, DocumentResult
from registry.models.documents import ModelDocument
from registry.queries.candidates import Candidate
from tests.registry.models import document


def test_a_file_is_kept_with_its_digest(version, developer):
    file = ContentFile(b"# Card", name="card.md")
    row = document(version, DocumentKind.MODEL_CARD, developer, url="", file=file)
    assert len(row.digest) == 64
    assert (row.attachment.part, row.attachment.name) == ("v1", "card.md")
    assert Candidate(version).present == {DocumentKind.MODEL_CARD: DocumentResult.NONE}


def test_a_newer_one_replaces_the_older(version, developer):
    first = document(version, DocumentKind.OFFLINE, developer, result=DocumentResult.FAILED)
    second = document(version, DocumentKind.OFFLINE, developer)
    first.refresh_from_db()
    assert not first.is_current
    assert list(ModelDocument.objects.current()) == [second]
    assert Candidate(version).present == {DocumentKind.OFFLINE: DocumentResult.PASSED}


def test_a_document_counts_until_its_last_day(version, developer):
    row = document(version, DocumentKind.OVERSIGHT, developer, valid_until=today_here())
    assert DocumentKind.OVERSIGHT in Candidate(version).present
    ModelDocument.objects.filter(pk=row.pk).update(valid_until=today_here() - dt.timedelta(days=1))
    assert Candidate(version).present == {}


def test_a_document_is_taken_back_with_a_reason(version, developer):
    row = document(version, DocumentKind.DATASHEET, developer)
    with pytest.raises(InvalidInput):
        withdraw_document(row, " ", actor=Actor.member(developer))
    withdraw_document(row, "Of another model.", actor=Actor.member(developer))
    assert Candidate(version).present == {}
    with pytest.raises(InvalidTransition):
        withdraw_document(row, "Again.", actor=Actor.member(developer))


@pytest.mark.parametrize(
    ("fields", "bad"),
    [
        ({"title": " "}, "title"),
        ({"url": ""}, "file"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"result": DocumentResult.NONE}, "result"),
        ({"valid_until": dt.date(2020, 1, 1)}, "valid_until"),
    ],
)
def test_what_is_not_complete_is_refused(version, developer, fields, bad):
    with pytest.raises(InvalidInput) as refused:
        document(version, DocumentKind.OFFLINE, developer, **fields)
    assert list(refused.value.errors) == [bad]
    assert not ModelDocument.objects.exists()


def test_strangers_add_no_documents(version, validator):
    terms = DocumentTerms(kind=DocumentKind.MODEL_CARD, title="Card", url="https://x.example")
    with pytest.raises(NotAllowed):
        add_document(version, terms, actor=Actor.member(validator))
