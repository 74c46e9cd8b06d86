"""What is rolled back leaves no file behind."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from coe_portal.collaboration.models import Attachment
from coe_portal.tenancy.files import follow_transaction
from coe_portal.tenancy.scope import scope
from intake.actions import rulebooks
from tests.audit.pack.case import register
from tests.fixtures.organizations import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)


class Undone(Exception):
    """Stops a transaction."""


def store(name):
    stored = default_storage.save(f"tests/{name}", ContentFile(b"content"))
    follow_transaction(default_storage, stored)
    return stored


def store_and_undo(name, stored):
    """Store a file, tell its name, and stop the transaction around it."""
    stored.append(store(name))
    raise Undone


def test_a_file_stays_with_what_is_committed(organization):
    with scope(organization):
        name = store("kept.txt")

    assert default_storage.exists(name)
    default_storage.delete(name)


def test_a_file_goes_with_what_is_rolled_back(organization):
    stored = []
    with pytest.raises(Undone), scope(organization):
        store_and_undo("lost.txt", stored)

    assert [default_storage.exists(name) for name in stored] == [False]


def test_a_file_goes_with_a_rollback_that_raises_nothing(organization):
    with scope(organization):
        name = store("lost.txt")
        transaction.set_rollback(True)

    assert not default_storage.exists(name)


def test_a_refused_action_takes_only_its_own_file_along(organization):
    with scope(organization):
        kept = store("kept.txt")
        lost = []
        with pytest.raises(Undone), transaction.atomic():
            store_and_undo("lost.txt", lost)
        with pytest.raises(Undone), scope(organization):
            store_and_undo("lost.txt", lost)

    assert default_storage.exists(kept)
    assert [default_storage.exists(name) for name in lost] == [False, False]
    default_storage.delete(kept)


def test_an_upload_whose_request_fails_leaves_no_file(
    organization, member, client_for, monkeypatch
):
    person = member()
    with scope(organization):
        rulebooks.install_defaults(organization, actor=OPERATOR)
        case = register(person)
    stored = []
    save = Attachment.save

    def breaks(self, *args, **kwargs):
        save(self, *args, **kwargs)
        stored.append((self.file.storage, self.file.name))
        raise Undone

    monkeypatch.setattr(Attachment, "save", breaks)
    client = client_for(person)
    client.raise_request_exception = False
    url = f"/northbank/about/use-case/{case.reference}/files/"
    answer = client.post(url, {"file": ContentFile(b"hello", name="notes.txt")})

    ((storage, name),) = stored
    assert answer.status_code == 500
    assert not storage.exists(name)
