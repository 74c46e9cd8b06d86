"""What is said about a quarter's numbers, and the two signatures that freeze them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from metrics.choices import Capacity, CloseState

RUNNING = (CloseState.PREPARED, CloseState.SIGNED)


class Commentary(TenantModel):
    """What is said about one KPI of one quarter; `draft` is not shown until it is published."""

    kpi = models.CharField(_("KPI"), max_length=60)
    quarter = models.CharField(_("quarter"), max_length=7)
    starts_on = models.DateField(_("first day of the quarter"))
    draft = models.TextField(_("draft"), blank=True)
    text = models.TextField(_("commentary"), blank=True)
    drafted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "starts_on", "kpi"], name="one_commentary_per_number"
            ),
            models.CheckConstraint(
                condition=Q(text="") | Q(published_by__isnull=False, published_at__isnull=False),
                name="somebody_published_the_commentary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi} {self.quarter}"

    def get_absolute_url(self) -> str:
        return org_url("metrics:comment", quarter=self.quarter, kpi=self.kpi)


class KpiWriter(TenantModel):
    """Somebody who comments on a KPI beside those whose role lets them."""

    kpi = models.CharField(_("KPI"), max_length=60)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    named_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kpi", "member"], name="one_writer_per_kpi_and_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kpi}: {self.member}"


class QuarterCloseQuerySet(TenantQuerySet["QuarterClose"]):
    def running(self) -> QuarterCloseQuerySet:
        """Being signed, or signed."""
        return self.filter(state__in=RUNNING)

    def of_quarters(self, first_days: Iterable[date]) -> QuarterCloseQuerySet:
        """Those of the quarters that begin on these days."""
        return self.filter(starts_on__in=list(first_days))


class QuarterClose(TenantModel):
    """One closing of a quarter: which numbers and words were signed, by their seal.

    `snapshots` (KPI to key) and `commentary` (KPI to text and author) are as they were when the
    first of the two signed. A quarter that is reopened keeps this row and gets another.
    """

    quarter = models.CharField(_("quarter"), max_length=7)
    starts_on = models.DateField(_("first day of the quarter"))
    state = models.CharField(
        _("state"), max_length=10, choices=CloseState, default=CloseState.PREPARED
    )
    snapshots = models.JSONField(default=dict)
    commentary = models.JSONField(default=dict)
    seal = models.CharField(_("seal"), max_length=64)
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.TextField(_("why"), blank=True)

    objects: ClassVar = TenantManager.from_queryset(QuarterCloseQuerySet)()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "starts_on"],
                condition=Q(state__in=["prepared", "signed"]),
                name="one_running_close_per_quarter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["signed", "reopened"]) | Q(signed_at__isnull=False),
                name="signed_quarters_say_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "reopened"])
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(end_reason="")),
                name="who_ends_a_close_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.quarter

    @property
    def is_signed(self) -> bool:
        return self.state == CloseState.SIGNED

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    def get_absolute_url(self) -> str:
        return org_url("metrics:sign_off", quarter=self.quarter)


class Signature(FrozenModel):
    """Somebody's signature under the seal of a close."""

    close = models.ForeignKey(QuarterClose, on_delete=models.PROTECT, related_name="signatures")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=255)
    capacity = models.CharField(_("as"), max_length=10, choices=Capacity)
    seal = models.CharField(max_length=64)
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["close", "capacity"], name="one_signature_per_capacity"
            ),
            models.UniqueConstraint(fields=["close", "member"], name="two_people_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.close} {self.name}"
