"""Secret addresses under which calendar programs read what a member has on which day."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel


class CalendarFeedQuerySet(TenantQuerySet["CalendarFeed"]):
    def live(self) -> CalendarFeedQuerySet:
        """Not revoked."""
        return self.filter(revoked_at__isnull=True)


class CalendarFeed(TenantModel):
    """An address that shows one member's entries to whoever knows it. Only its digest is kept."""

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    digest = models.CharField(max_length=64)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_read_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(CalendarFeedQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="one_feed_per_digest"),
            models.UniqueConstraint(
                fields=["organization", "membership"],
                condition=models.Q(revoked_at__isnull=True),
                name="one_live_feed_per_member",
            ),
        ]

    def __str__(self) -> str:
        return _("Calendar feed of %(member)s") % {"member": self.membership}

    @classmethod
    def new_secret(cls) -> str:
        """256 random bits, fit for an address."""
        return secrets.token_urlsafe(32)
