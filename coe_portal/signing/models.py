"""Keys with which an organization signs what leaves the portal."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q

from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel


def new_key_id() -> str:
    """A name that cannot be guessed, since the key's public address holds it."""
    return secrets.token_urlsafe(24)


class SigningKeyQuerySet(TenantQuerySet["SigningKey"]):
    def active(self) -> SigningKeyQuerySet:
        """The one that signs; at most one."""
        return self.filter(retired_at__isnull=True)


class SigningKey(TenantModel):
    """An RSA key pair. A retired one signs no more, but what it signed can still be verified."""

    key_id = models.CharField(max_length=40, default=new_key_id)
    public_pem = models.TextField()
    # Under ENCRYPTION_KEYS.
    sealed_private_pem = models.TextField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(SigningKeyQuerySet)()

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["organization", "key_id"], name="one_key_per_id"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(retired_at__isnull=True),
                name="one_active_signing_key",
            ),
        ]

    def __str__(self) -> str:
        return self.key_id
