"""What the CoE costs: booked entries, files of them, and the budget of each year."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from intake.models.use_cases import UseCase
from metrics.choices import CostCategory, CostFileState, CostSource
from registry.models.models import AIModel
from registry.models.vendors import Vendor


class CostFile(TenantModel):
    """A table of costs that somebody uploaded: its lines as they were read, then booked or not."""

    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64)
    lines = models.JSONField(default=list)
    state = models.CharField(
        _("state"), max_length=9, choices=CostFileState, default=CostFileState.READ
    )
    uploaded_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return org_url("metrics:cost_file", pk=self.pk)


class CostEntryQuerySet(ReferencedQuerySet["CostEntry"]):
    def matching(self, text: str) -> Self:
        """By reference, invoice, or words of the description."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(Q(description__icontains=words) | Q(invoice__icontains=words))

    def standing(self) -> Self:
        """Booked and not taken back."""
        return self.filter(voided_at__isnull=True)

    def within(self, first: dt.date, last: dt.date) -> Self:
        """Of the months from one to another."""
        return self.filter(month__range=(first, last))

    def with_names(self) -> Self:
        """With what lists and pages show."""
        return self.select_related("business_unit", "use_case", "model", "vendor")


class CostEntry(Referenced, TenantModel):
    """An amount of a month. Never changed: a mistake is taken back, and booked anew.

    It belongs to its month whenever it is booked, so an invoice that comes late changes what that
    month cost. Only metrics/actions/costs.py writes `voided_at`.
    """

    PREFIX = "COST"

    number = models.PositiveIntegerField(editable=False)
    month = models.DateField(_("month"))
    category = models.CharField(_("category"), max_length=8, choices=CostCategory)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    description = models.CharField(_("what for"), max_length=200)
    invoice = models.CharField(_("invoice"), max_length=120, blank=True)
    business_unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="costs",
        verbose_name=_("business unit"),
    )
    use_case = models.ForeignKey(
        UseCase,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="costs",
        verbose_name=_("use case"),
    )
    model = models.ForeignKey(
        AIModel,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="costs",
        verbose_name=_("model"),
    )
    vendor = models.ForeignKey(
        Vendor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="costs",
        verbose_name=_("vendor"),
    )
    source = models.CharField(
        _("booked"), max_length=4, choices=CostSource, default=CostSource.FORM
    )
    file = models.ForeignKey(
        CostFile, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    booked_at = models.DateTimeField(_("booked on"), default=timezone.now)
    booked_by = models.CharField(_("booked by"), max_length=255, blank=True)
    voided_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    voided_by = models.CharField(max_length=255, blank=True)
    void_reason = models.CharField(_("why"), max_length=500, blank=True)

    objects: ClassVar = TenantManager.from_queryset(CostEntryQuerySet)()

    class Meta:
        ordering = ("-month", "-number")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_cost_entry_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "invoice"],
                condition=Q(voided_at__isnull=True) & ~Q(invoice=""),
                name="each_invoice_is_booked_once",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="costs_are_not_nothing"),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="costs_belong_to_a_month",
            ),
            models.CheckConstraint(condition=~Q(description=""), name="costs_say_what_for"),
            models.CheckConstraint(
                condition=Q(voided_at__isnull=True) | ~Q(void_reason=""),
                name="costs_are_taken_back_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "month", "category"],
                condition=Q(voided_at__isnull=True),
                name="costs_by_month",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        return org_url("metrics:cost", reference=self.reference)

    @property
    def is_standing(self) -> bool:
        """Whether it counts."""
        return self.voided_at is None


class BudgetLineQuerySet(TenantQuerySet["BudgetLine"]):
    def newest(self, at: dt.datetime | None = None) -> Self:
        """Of each year, category and unit the line that was said last, or last by a moment."""
        cell = ("fiscal_year", "category", "business_unit_id")
        rows = self if at is None else self.filter(set_at__lte=at)
        return rows.order_by(*cell, "-set_at", "-id").distinct(*cell)


class BudgetLine(FrozenModel):
    """What a unit, or the CoE itself, may spend in a year on a category; the newest line counts."""

    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year"))
    category = models.CharField(_("category"), max_length=8, choices=CostCategory)
    business_unit = models.ForeignKey(
        BusinessUnit, on_delete=models.PROTECT, null=True, blank=True, related_name="budgets"
    )
    planned = models.DecimalField(_("budget"), max_digits=14, decimal_places=2)
    set_at = models.DateTimeField(_("since"), default=timezone.now)
    set_by = models.CharField(_("set by"), max_length=255, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    objects: ClassVar = TenantManager.from_queryset(BudgetLineQuerySet)()

    class Meta:
        ordering = ("-set_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(planned__gte=0), name="budgets_are_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "fiscal_year", "category", "business_unit", "-set_at"],
                name="budgets_by_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.get_category_display()}"
