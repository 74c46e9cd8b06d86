"""Encrypt every secret under the first of ENCRYPTION_KEYS; safe to run again while people work."""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand
from django.db import transaction

from coe_portal.encryption import decrypt, encrypt
from coe_portal.signing.models import SigningKey
from coe_portal.tenancy.models import Organization
from coe_portal.tenancy.scope import scope

TWO_STEP_SECRETS = ("secret", "seed", "migrated_codes")


class Command(BaseCommand):
    help = "Encrypt every secret under the first key of ENCRYPTION_KEYS."

    def handle(self, *_args: Any, **_options: Any) -> None:
        authenticators = list(Authenticator.objects.order_by("pk").values_list("pk", flat=True))
        for pk in authenticators:
            _renew_authenticator(pk)
        keys = sum(_renew_signing_keys(organization) for organization in Organization.objects.all())
        self.stdout.write(
            f"Under the first key: {len(authenticators)} authenticators, {keys} signing keys."
        )


@transaction.atomic
def _renew_authenticator(pk: int) -> None:
    authenticator = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if authenticator is None:
        return
    authenticator.data = {
        name: _renewed(value) if name in TWO_STEP_SECRETS else value
        for name, value in authenticator.data.items()
    }
    authenticator.save(update_fields=["data"])


def _renewed(stored: Any) -> Any:
    """The secret, or each of a list, under the first key."""
    if isinstance(stored, list):
        return [_renewed(one) for one in stored]
    adapter = get_adapter()
    return adapter.encrypt(adapter.decrypt(stored))


def _renew_signing_keys(organization: Organization) -> int:
    with scope(organization):
        keys = list(SigningKey.objects.locked_rows().order_by("pk"))
        for key in keys:
            key.sealed_private_pem = encrypt(decrypt(key.sealed_private_pem))
            key.save(update_fields=["sealed_private_pem", "updated_at"])
        return len(keys)
