"""Secrets of two-step sign-in: unreadable in the database, readable to whoever has the key."""

from __future__ import annotations

import io
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.core.management import call_command

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.adapter import SEALED
from coe_portal.encryption import UnreadableSecretError, decrypt as open_sealed
from coe_portal.signing.actions import active_key
from coe_portal.signing.models import SigningKey
from coe_portal.tenancy.scope import scope

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"


@pytest.fixture
def user(member):
    return member().user


def rotate():
    call_command("rotate_encryption_keys", stdout=io.StringIO())


def test_what_is_stored_does_not_show_the_secret(user):
    totp.TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user)

    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

    assert SECRET not in stored
    assert stored.count(SEALED) == 2
    assert len(codes.generate_codes()) == 10


def test_the_right_code_still_signs_in(user):
    totp.TOTP.activate(user, SECRET)
    found = totp.TOTP(Authenticator.objects.get(type="totp"))
    counter = next(totp.yield_hotp_counters_from_time())

    assert found.validate_code(totp.format_hotp_value(totp.hotp_value(SECRET, counter)))


def test_a_key_is_replaced_without_locking_anybody_out(user, settings):
    settings.ENCRYPTION_KEYS = ["old"]
    totp.TOTP.activate(user, SECRET)
    codes = RecoveryCodes.activate(user).generate_codes()

    settings.ENCRYPTION_KEYS = ["new", "old"]
    rotate()
    settings.ENCRYPTION_KEYS = ["new"]

    assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == SECRET
    kept = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
    assert kept.generate_codes() == codes


def test_secrets_from_before_are_read_and_encrypted_by_the_rotation(user):
    row = Authenticator.objects.create(user=user, type="totp", data={"secret": SECRET})
    assert decrypt(row.data["secret"]) == SECRET

    rotate()

    row.refresh_from_db()
    assert row.data["secret"].startswith(SEALED)
    assert decrypt(row.data["secret"]) == SECRET


def test_without_its_key_a_secret_is_refused(user, settings):
    settings.ENCRYPTION_KEYS = ["old"]
    totp.TOTP.activate(user, SECRET)
    settings.ENCRYPTION_KEYS = ["new"]

    with pytest.raises(UnreadableSecretError):
        decrypt(Authenticator.objects.get().data["secret"])


def test_the_keys_of_every_organization_are_renewed_too(organization, other_organization, settings):
    settings.ENCRYPTION_KEYS = ["old"]
    for each in (organization, other_organization):
        with scope(each):
            active_key(actor=Actor.system("tests"))

    settings.ENCRYPTION_KEYS = ["new", "old"]
    rotate()
    settings.ENCRYPTION_KEYS = ["new"]

    for each in (organization, other_organization):
        with scope(each):
            assert "PRIVATE KEY" in open_sealed(SigningKey.objects.get().sealed_private_pem)
