"""Who the organization buys AI from: terms, proofs, evaluations, and whether it is approved."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import FrozenModel, TenantModel
from registry.choices import CertificateKind, Criterion, Fitness, Pledge, VendorStatus
from registry.logic.vendors import HIGHEST, LIVE, MARKED, is_reviewed
from registry.models.reviewed import Reviewed, ReviewedQuerySet


class VendorQuerySet(ReviewedQuerySet["Vendor"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of name and services."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(Q(name__icontains=words) | Q(services__icontains=words))

    def live(self) -> Self:
        """Proposed, approved or suspended: kept up by somebody."""
        return self.filter(status__in=LIVE)

    def marked(self) -> Self:
        """Those on which nothing should rely."""
        return self.filter(status__in=MARKED)

    def with_people(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("owner__user", "proposed_by__user")


class Vendor(Reviewed):
    """A provider of models, platforms or data.

    Only registry/actions/vendors.py writes `status` and what stands beside it.
    """

    PREFIX = "VND"

    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=200)
    website = models.CharField(_("website"), max_length=500, blank=True)
    services = models.TextField(_("what it provides"), max_length=4000, blank=True)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="vendors", verbose_name=_("owner")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=VendorStatus, default=VendorStatus.PROPOSED
    )
    status_reason = models.TextField(_("why"), max_length=2000, blank=True)
    status_since = models.DateTimeField(_("since"), auto_now_add=True)
    status_by = models.CharField(max_length=255, blank=True)
    proposed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What the contract says
    data_use = models.TextField(_("what it may do with our data"), max_length=4000, blank=True)
    retention = models.CharField(_("how long it keeps our data"), max_length=500, blank=True)
    no_training = models.CharField(
        _("no training on our data"), max_length=8, choices=Pledge, default=Pledge.UNKNOWN
    )
    places = models.CharField(_("where data is processed"), max_length=500, blank=True)
    subprocessors = models.TextField(_("subprocessors"), max_length=4000, blank=True)
    contract_from = models.DateField(_("contract from"), null=True, blank=True)
    contract_until = models.DateField(_("contract until"), null=True, blank=True)
    service_level = models.TextField(_("service level"), max_length=2000, blank=True)
    support = models.TextField(_("support"), max_length=2000, blank=True)
    incident_duties = models.TextField(_("duties in an incident"), max_length=2000, blank=True)
    # How it is worked with
    security = models.TextField(_("security posture"), max_length=4000, blank=True)
    new_models = models.TextField(_("rules for new models"), max_length=4000, blank=True)
    transfer_plan = models.TextField(_("knowledge transfer plan"), max_length=4000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(VendorQuerySet)()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_vendor_per_number"
            ),
            models.UniqueConstraint("organization", Lower("name"), name="one_vendor_per_name"),
            models.CheckConstraint(condition=~Q(name=""), name="a_vendor_has_a_name"),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "approved"]) | ~Q(status_reason=""),
                name="a_vendor_is_stopped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status="approved") | Q(review_on__isnull=False),
                name="approved_vendors_are_reviewed",
            ),
            models.CheckConstraint(
                condition=Q(contract_from__isnull=True)
                | Q(contract_until__isnull=True)
                | Q(contract_until__gte=F("contract_from")),
                name="contracts_end_after_they_begin",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "status", "name"], name="vendors_by_status"),
            models.Index(fields=["organization", "review_on"], name="vendors_by_review"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return org_url("registry:vendor", reference=self.reference)

    @property
    def is_live(self) -> bool:
        """Whether somebody keeps it up."""
        return self.status in LIVE

    @property
    def is_marked(self) -> bool:
        """Whether nothing should rely on it."""
        return self.status in MARKED

    @property
    def is_reviewed(self) -> bool:
        """Whether its review is not overdue by more than the grace."""
        return is_reviewed(self.review_on, today_here())

    @property
    def is_contract_over(self) -> bool:
        """Whether the last day of its contract is past."""
        return self.contract_until is not None and self.contract_until < today_here()


class VendorCertificateQuerySet(TenantQuerySet["VendorCertificate"]):
    def kept(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def valid_on(self, day: dt.date) -> Self:
        """Kept, and not past their last day."""
        return self.kept().filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day))


class VendorCertificate(TenantModel):
    """Somebody else attests how a vendor works, until a day."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="certificates")
    kind = models.CharField(_("certificate"), max_length=10, choices=CertificateKind)
    scope = models.CharField(_("what it covers"), max_length=300, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=200, blank=True)
    issued_on = models.DateField(_("issued"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(VendorCertificateQuerySet)()

    class Meta:
        ordering = ("kind", "-valid_until", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("issued_on")),
                name="certificates_end_after_they_begin",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "valid_until"],
                condition=Q(withdrawn_at__isnull=True),
                name="vendor_certificates_by_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.scope}" if self.scope else self.get_kind_display()

    @property
    def is_over(self) -> bool:
        """Whether its last day is past."""
        return self.valid_until is not None and self.valid_until < today_here()


class VendorScore(FrozenModel):
    """What an evaluation gave by one criterion; the newest of each criterion counts."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="scores")
    criterion = models.CharField(_("criterion"), max_length=14, choices=Criterion)
    score = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(1), MaxValueValidator(HIGHEST)]
    )
    note = models.TextField(_("why"), max_length=2000, blank=True)
    scored_on = models.DateField(_("scored"))
    scored_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-scored_on", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(1, HIGHEST)), name="vendor_scores_are_in_range"
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "criterion", "-scored_on"], name="scores_of_a_vendor"),
        ]

    def __str__(self) -> str:
        return f"{self.get_criterion_display()}: {self.score}"


class VendorReview(FrozenModel):
    """What somebody found when they looked at a vendor again."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="reviews")
    fitness = models.CharField(_("result"), max_length=10, choices=Fitness)
    note = models.TextField(_("what was found"), max_length=4000)
    next_on = models.DateField(_("next review"))
    reviewed_on = models.DateField(_("reviewed"))
    reviewed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-reviewed_on", "-id")
        constraints = [
            models.CheckConstraint(condition=~Q(note=""), name="vendor_reviews_say_what"),
        ]

    def __str__(self) -> str:
        return f"{self.get_fitness_display()} ({self.reviewed_on:%Y-%m-%d})"
