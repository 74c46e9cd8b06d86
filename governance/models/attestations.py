"""Attestation: who was asked to read a policy, until when, and who said that they did."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from governance.choices import CampaignState
from governance.models.policies import Policy, PolicyVersion


class CampaignQuerySet(ReferencedQuerySet["Campaign"]):
    def open(self) -> CampaignQuerySet:
        """Those that still ask."""
        return self.filter(state=CampaignState.OPEN)

    def unfinished(self) -> CampaignQuerySet:
        """Those that have not asked everybody yet."""
        return self.open().filter(asked_at__isnull=True)


class Campaign(Referenced, TenantModel):
    """Asks a group of members to attest a policy, this version of it or a later one.

    `group` is the code of a declared group (coe_portal/accounts/groups.py), `value` what it is
    asked with.
    """

    PREFIX = "ATT"

    number = models.PositiveIntegerField()
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="campaigns")
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="campaigns")
    group = models.CharField(_("who"), max_length=60)
    value = models.CharField(_("which"), max_length=120, blank=True)
    due_on = models.DateField(_("due"))
    asks_newcomers = models.BooleanField(_("asks whoever joins the group later"), default=True)
    state = models.CharField(
        _("state"), max_length=10, choices=CampaignState, default=CampaignState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    # When the last of the group was asked; a large group is asked in parts.
    asked_at = models.DateTimeField(null=True, blank=True, default=timezone.now)

    objects: ClassVar = TenantManager.from_queryset(CampaignQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_campaign_per_number"
            ),
            models.UniqueConstraint(
                fields=["policy", "group", "value"],
                condition=models.Q(state="open"),
                name="one_open_campaign_per_audience",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.policy}"

    @property
    def subject_label(self) -> str:
        return str(self)

    @property
    def is_open(self) -> bool:
        return self.state == CampaignState.OPEN

    @property
    def is_asking(self) -> bool:
        """Whether some of the group are still to be asked."""
        return self.is_open and self.asked_at is None

    def get_absolute_url(self) -> str:
        return org_url("governance:campaign", reference=self.reference)


class Attestation(FrozenModel):
    """“I have read it and will follow it”, said once of each version; `created_at` is when."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, related_name="attestations"
    )
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="attestations")

    class Meta:
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(
                fields=["version", "member"], name="each_member_attests_a_version_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member}: {self.version}"


class DutyQuerySet(TenantQuerySet["AttestationDuty"]):
    def owed(self) -> DutyQuerySet:
        """Not attested, in campaigns that still ask; not of archived policies."""
        return self.filter(
            attestation__isnull=True,
            campaign__state=CampaignState.OPEN,
            campaign__policy__is_archived=False,
        )

    def with_lateness(self, day: dt.date) -> DutyQuerySet:
        """Each with `is_late`: due before the day and not attested."""
        late = models.Q(attestation__isnull=True, due_on__lt=day)
        return self.annotate(is_late=models.ExpressionWrapper(late, models.BooleanField()))

    def of_current_members(self, day: dt.date) -> DutyQuerySet:
        """Of people who still work here."""
        in_time = models.Q(member__ends_on__isnull=True) | models.Q(member__ends_on__gte=day)
        return self.filter(in_time, member__is_active=True)


class AttestationDuty(TenantModel):
    """One member asked by one campaign; `attestation` is what settled it."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="duties")
    member = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="attestation_duties"
    )
    asked_on = models.DateField(_("asked"))
    due_on = models.DateField(_("due"))
    attestation = models.ForeignKey(
        Attestation, on_delete=models.PROTECT, null=True, blank=True, related_name="duties"
    )

    objects: ClassVar = TenantManager.from_queryset(DutyQuerySet)()

    class Meta:
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "member"], name="each_member_asked_once_in_a_campaign"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "member"],
                condition=models.Q(attestation__isnull=True),
                name="governance_duties_owed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.member}"
