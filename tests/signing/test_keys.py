"""An organization's key: made once, changed without losing what it signed, unreadable at rest."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import jwt
import pytest
from django.core.management import call_command
from django.db import connection

from coe_portal.accounts.actor import Actor
from coe_portal.audit.models import AuditEvent
from coe_portal.encryption import UnreadableSecretError, decrypt, encrypt
from coe_portal.signing.actions import active_key, rotate_key
from coe_portal.signing.models import SigningKey
from coe_portal.signing.tokens import signed_token
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.tenancy.scope import scope

ACTOR = Actor.system("tests")


def test_the_first_signature_makes_the_key_and_the_next_use_it(in_scope):
    key = active_key(actor=ACTOR)
    assert active_key(actor=ACTOR) == key
    assert AuditEvent.objects.filter(action="signing.key.created").count() == 1


def test_what_a_retired_key_signed_still_verifies(in_scope):
    old = active_key(actor=ACTOR)
    token = signed_token(old, {"jti": "one"})
    new = rotate_key(actor=ACTOR)
    old.refresh_from_db()
    assert old.retired_at is not None
    assert active_key(actor=ACTOR) == new != old
    assert jwt.decode(token, old.public_pem, algorithms=["RS256"]) == {"jti": "one"}
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, new.public_pem, algorithms=["RS256"])


def test_each_organization_has_its_own(in_scope, other_organization):
    own = active_key(actor=ACTOR)
    with scope(other_organization):
        assert not SigningKey.objects.exists()
        assert active_key(actor=ACTOR).public_pem != own.public_pem


def test_the_database_holds_no_private_key_in_the_clear(in_scope):
    active_key(actor=ACTOR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM signing_signingkey k")
        (row,) = cursor.fetchone()
    assert "PRIVATE KEY" not in row
    assert "BEGIN PUBLIC KEY" in row


def test_secrets_are_read_under_old_keys_and_written_under_the_first(settings):
    settings.ENCRYPTION_KEYS = ["old"]
    sealed = encrypt("secret")
    settings.ENCRYPTION_KEYS = ["new", "old"]
    assert decrypt(sealed) == "secret"
    settings.ENCRYPTION_KEYS = ["new"]
    assert decrypt(encrypt("secret")) == "secret"
    with pytest.raises(UnreadableSecretError, match="ENCRYPTION_KEYS"):
        decrypt(sealed)


def test_the_command_gives_a_new_key(organization, capsys):
    with scope(organization):
        old = active_key(actor=ACTOR)
    call_command("rotate_signing_key", organization.slug)
    with scope(organization):
        assert SigningKey.objects.active().get() != old
    assert "signs from now on" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_need_the_first_key_at_once_get_one(organization, member):
    """Both have written something before: neither may wait for the row of the organization."""
    ready = Barrier(2)

    def certify(number: int) -> int:
        with scope(organization):
            BusinessUnit.objects.create(name=f"Unit {number}", code=f"unit-{number}")
            ready.wait(timeout=30)
            key = active_key(actor=ACTOR)
        connection.close()
        return key.pk

    with ThreadPoolExecutor(max_workers=2) as pool:
        keys = [one.result(timeout=60) for one in [pool.submit(certify, n) for n in range(2)]]
    assert keys[0] == keys[1]
