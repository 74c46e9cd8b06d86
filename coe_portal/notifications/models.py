"""What a member was told, and how each wants to be told."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel


class NotificationQuerySet(TenantQuerySet["Notification"]):
    def unread(self) -> NotificationQuerySet:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)

    def to_mail(self, now: dt.datetime) -> NotificationQuerySet:
        """Whose mail is due and not sent."""
        return self.filter(mail_due_at__lte=now)

    def of(self, membership: Membership) -> NotificationQuerySet:
        """A member's own, newest first."""
        return self.filter(recipient=membership).order_by("-created_at", "-pk")


class Notification(TenantModel):
    """One message to one member. `key` makes a reminder arrive once."""

    recipient = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=255)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=120, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    # When to mail it, or to try again; empty when there is nothing left to send.
    mail_due_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)

    objects: ClassVar = TenantManager.from_queryset(NotificationQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "recipient", "kind", "key"],
                condition=~models.Q(key=""),
                name="each_keyed_notification_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "recipient", "-created_at"], name="notifications_inbox"
            ),
            models.Index(
                fields=["organization", "recipient"],
                condition=models.Q(read_at__isnull=True),
                name="notifications_unread",
            ),
            models.Index(
                fields=["organization", "mail_due_at"],
                condition=models.Q(mail_due_at__isnull=False),
                name="notifications_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Preference(TenantModel):
    """A member's choice for one kind; without a row the kind's default holds."""

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=80)
    by_mail = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "membership", "kind"], name="one_preference_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.kind
