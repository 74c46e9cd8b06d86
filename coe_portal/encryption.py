"""Secrets of the portal itself, encrypted at rest: whoever reads only the database has none."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableSecretError(RuntimeError):
    """No key in ENCRYPTION_KEYS opens a stored secret."""


def encrypt(text: str) -> str:
    """The text under the first of ENCRYPTION_KEYS, with the time and a check of its integrity."""
    return _keys().encrypt(text.encode()).decode()


def decrypt(sealed: str) -> str:
    """What `encrypt()` was given; UnreadableSecretError when none of ENCRYPTION_KEYS fits."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        msg = "A stored secret cannot be read: put its key back into ENCRYPTION_KEYS."
        raise UnreadableSecretError(msg) from error


def _keys() -> MultiFernet:
    """The first key encrypts, all decrypt: that is how keys are changed."""
    return MultiFernet([Fernet(_fernet_key(secret)) for secret in settings.ENCRYPTION_KEYS])


def _fernet_key(secret: str) -> bytes:
    """Secrets are random texts of any length; Fernet wants 32 bytes."""
    digest = hashlib.sha256(b"coe-portal/encryption/" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
