"""The trail: append-only, hash-chained per organization."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC
from typing import Any, ClassVar, cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.chain import GENESIS, Link
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.scope import finish

PORTAL = _("Portal")


@dataclass(frozen=True)
class SubjectRef:
    """How anything points at anything across apps: model label, id, and a name to read."""

    type: str
    id: int
    label: str

    @classmethod
    def to(cls, subject: models.Model) -> SubjectRef:
        """A reference to a stored row; models may give a `subject_label`."""
        label = getattr(subject, "subject_label", None) or str(subject)
        return cls(subject._meta.label_lower, subject.pk, label[:255])


class AuditEventQuerySet(TenantQuerySet["AuditEvent"]):
    def about(self, subject: models.Model) -> AuditEventQuerySet:
        """The story of one object: what was done to it and to what belongs to it, newest first."""
        ref = SubjectRef.to(subject)
        own = models.Q(subject_type=ref.type, subject_id=ref.id)
        parts = models.Q(root_type=ref.type, root_id=ref.id)
        return self.filter(own | parts).order_by("-sequence")

    def newest(self, count: int) -> AuditEventQuerySet:
        """Only the last places of the chain: what can be searched without an index."""
        head = ChainHead.objects.values_list("sequence", flat=True).first() or 0
        return self.filter(sequence__gt=head - count)


class AuditEventManager(TenantManager["AuditEvent"]):
    """Whoever reads the trail finds what this transaction has recorded so far."""

    def get_queryset(self) -> AuditEventQuerySet:
        finish()
        return cast("AuditEventQuerySet", super().get_queryset())


class AuditEvent(FrozenModel):
    """One row of the trail of who did what."""

    sequence = models.PositiveBigIntegerField()
    at = models.DateTimeField(_("time"))
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=255)
    request_id = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=255)
    # The object whose story this belongs to, when that is not the subject (a review's use case).
    root_type = models.CharField(max_length=80, blank=True)
    root_id = models.BigIntegerField(null=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects: ClassVar = AuditEventManager.from_queryset(AuditEventQuerySet)()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sequence"], name="one_event_per_place_in_the_chain"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "subject_type", "subject_id", "-sequence"],
                name="audit_by_subject",
            ),
            models.Index(
                fields=["organization", "root_type", "root_id", "-sequence"],
                name="audit_by_root",
                condition=models.Q(root_id__isnull=False),
            ),
            models.Index(fields=["organization", "action", "-sequence"], name="audit_by_action"),
            models.Index(fields=["organization", "actor_id", "-sequence"], name="audit_by_actor"),
            models.Index(fields=["organization", "at"], name="audit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_label}"

    @property
    def label(self) -> str:
        """What was done, in words."""
        return str(AuditAction.of(self.action).label)

    @property
    def actor_name(self) -> str:
        """Who did it, as pages show it; jobs have names for programs."""
        if self.actor_kind != "system":
            return self.actor_label
        return f"{PORTAL}: {re.sub(r'[-_]+', ' ', self.actor_label)}"

    def facts(self) -> dict[str, Any]:
        """What the hash covers: everything but the place in the chain and the hashes."""
        return {
            "organization": self.organization_id,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "actor": [self.actor_kind, self.actor_id, self.actor_label],
            "request": self.request_id,
            "action": self.action,
            "subject": [self.subject_type, self.subject_id, self.subject_label],
            "root": [self.root_type, self.root_id],
            "before": self.before,
            "after": self.after,
            "reason": self.reason,
        }

    def link(self) -> Link:
        """The event as a link of the chain, for verification."""
        return Link(self.sequence, self.facts(), self.previous_hash, self.hash)


class ChainHead(TenantModel):
    """The end of an organization's chain. Whoever appends waits in line for it."""

    sequence = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="one_chain_head"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}: {self.hash[:12]}"
