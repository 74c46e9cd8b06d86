"""Make and change the organization's key."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import transaction
from django.utils import timezone

from coe_portal.accounts.actor import Actor
from coe_portal.audit.recording import record
from coe_portal.encryption import encrypt
from coe_portal.signing import declarations as told
from coe_portal.signing.models import SigningKey
from coe_portal.tenancy.turns import take_turn

KEY_BITS: Final = 3072
PUBLIC_EXPONENT: Final = 65537
# Not the organization's row: whoever has inserted anything holds a share of it, so that two who
# need their first key at once would wait for each other.
TURN: Final = "signing.key"


@transaction.atomic
def active_key(*, actor: Actor) -> SigningKey:
    """The key that signs now; the first time that an organization needs one makes it."""
    found: SigningKey | None = SigningKey.objects.active().first()
    if found is not None:
        return found
    take_turn(TURN)
    found = SigningKey.objects.active().first()
    return found if found is not None else _create(actor)


@transaction.atomic
def rotate_key(*, actor: Actor) -> SigningKey:
    """Retire the key and make a new one. What the old one signed stays verifiable."""
    take_turn(TURN)
    for old in SigningKey.objects.active().locked_rows():
        old.retired_at = timezone.now()
        old.save(update_fields=["retired_at", "updated_at"])
        record(told.KEY_RETIRED, old, actor=actor)
    return _create(actor)


def _create(actor: Actor) -> SigningKey:
    private = rsa.generate_private_key(PUBLIC_EXPONENT, KEY_BITS)
    pem = private.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    key: SigningKey = SigningKey.objects.create(
        public_pem=public.decode(), sealed_private_pem=encrypt(pem.decode())
    )
    record(told.KEY_CREATED, key, actor=actor)
    return key
