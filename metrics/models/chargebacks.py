"""Who pays for the CoE: rules of funding, heads of units, and statements of what units pay."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from metrics.choices import (
    AllocationKey,
    CostCategory,
    FundingModel,
    StatementKind,
    StatementState,
)
from metrics.logic.allocation import CENTRAL_RULES, FundingRules
from metrics.models.costs import CostEntry


class CostCentre(TenantModel):
    """Who answers for the money of a business unit, and how the books call it."""

    business_unit = models.OneToOneField(
        BusinessUnit, on_delete=models.PROTECT, related_name="cost_centre"
    )
    head = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cost_centres",
        verbose_name=_("head"),
    )
    code = models.CharField(_("cost centre"), max_length=40, blank=True)

    def __str__(self) -> str:
        return self.code or str(self.business_unit)


class FundingPolicyQuerySet(TenantQuerySet["FundingPolicy"]):
    def in_force(self, month: dt.date) -> FundingPolicy | None:
        """What holds in a month: of those that begin by then the latest, said last."""
        return self.filter(from_month__lte=month).order_by("-from_month", "-set_at", "-id").first()


class FundingPolicy(FrozenModel):
    """Who pays, from a month on. `fixed` are percents by the key of the unit."""

    from_month = models.DateField(_("from"))
    model = models.CharField(_("funding model"), max_length=10, choices=FundingModel)
    share = models.DecimalField(
        _("part of the shared costs that units pay, in %"),
        max_digits=5,
        decimal_places=2,
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    key = models.CharField(_("shared by"), max_length=9, choices=AllocationKey)
    fixed = models.JSONField(default=dict)
    note = models.TextField(_("why"), max_length=2000, blank=True)
    set_at = models.DateTimeField(_("set"), default=timezone.now)
    set_by = models.CharField(_("set by"), max_length=255, blank=True)

    objects: ClassVar = TenantManager.from_queryset(FundingPolicyQuerySet)()

    class Meta:
        ordering = ("-from_month", "-set_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(share__range=(0, 100)), name="funding_shares_are_percents"
            ),
            models.CheckConstraint(
                condition=Q(from_month__day=1), name="funding_begins_with_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_model_display()} ({self.from_month:%Y-%m})"

    @property
    def rules(self) -> FundingRules:
        """As the arithmetic takes them."""
        fixed = {int(unit): Decimal(percent) for unit, percent in self.fixed.items()}
        return FundingRules(FundingModel(self.model), self.share, AllocationKey(self.key), fixed)


def rules_in(month: dt.date) -> FundingRules:
    """The rules of a month; central where nobody has said anything."""
    policy = FundingPolicy.objects.in_force(month)
    return CENTRAL_RULES if policy is None else policy.rules


class StatementQuerySet(ReferencedQuerySet["Statement"]):
    def visible_to(self, member: Membership, *, all_of_them: bool) -> Self:
        """All, or those that the head of a unit received; drafts are nobody's but their makers'."""
        if all_of_them:
            return self
        mine = self.filter(business_unit__cost_centre__head=member)
        return mine.exclude(state__in=(StatementState.DRAFT, StatementState.DISCARDED))

    def matching(self, text: str) -> Self:
        """By reference or unit."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(
            Q(business_unit__name__icontains=words) | Q(business_unit__code__iexact=words)
        )

    def issued(self) -> Self:
        """Sent out: they count."""
        return self.exclude(state__in=(StatementState.DRAFT, StatementState.DISCARDED))

    def with_names(self) -> Self:
        """With what lists and pages show."""
        return self.select_related("business_unit", "head__user", "corrects")


class Statement(Referenced, TenantModel):
    """What a business unit pays for a month.

    A draft has no lines: it is reckoned from the books until it is issued. What was issued never
    changes; a correction or a credit is a statement of its own. Only
    metrics/actions/chargebacks.py writes.
    """

    PREFIX = "CB"

    number = models.PositiveIntegerField(editable=False)
    business_unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        related_name="statements",
        verbose_name=_("business unit"),
    )
    month = models.DateField(_("month"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=StatementKind, default=StatementKind.CHARGE
    )
    state = models.CharField(
        _("state"), max_length=9, choices=StatementState, default=StatementState.DRAFT
    )
    total = models.DecimalField(_("total"), max_digits=14, decimal_places=2, default=0)
    currency = models.CharField(_("currency"), max_length=3)
    head = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to"),
    )
    cost_centre = models.CharField(_("cost centre"), max_length=40, blank=True)
    basis = models.JSONField(default=dict)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.TextField(_("why"), max_length=2000, blank=True)
    drawn_by = models.CharField(max_length=255, blank=True)
    issued_at = models.DateTimeField(_("issued"), null=True, blank=True)
    issued_by = models.CharField(_("issued by"), max_length=255, blank=True)
    disputed_at = models.DateTimeField(_("disputed"), null=True, blank=True)
    disputed_by = models.CharField(max_length=255, blank=True)
    dispute = models.TextField(_("what is disputed"), max_length=2000, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    settled_by = models.CharField(max_length=255, blank=True)
    answer = models.TextField(_("answer"), max_length=2000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(StatementQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_statement_per_number"
            ),
            models.UniqueConstraint(
                fields=["organization", "business_unit", "month"],
                condition=Q(state="draft"),
                name="one_draft_per_unit_and_month",
            ),
            models.UniqueConstraint(
                fields=["organization", "business_unit", "month"],
                condition=Q(kind="charge") & ~Q(state="discarded"),
                name="one_charge_per_unit_and_month",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="statements_are_of_a_month"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "discarded"]) | Q(issued_at__isnull=False),
                name="statements_in_force_were_issued",
            ),
            models.CheckConstraint(
                condition=~Q(kind="credit") | (Q(corrects__isnull=False) & Q(total__lt=0)),
                name="a_credit_is_of_a_statement",
            ),
            models.CheckConstraint(
                condition=~Q(state="disputed") | ~Q(dispute=""),
                name="disputes_say_what",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "business_unit", "month"], name="statements_by_unit"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def subject_label(self) -> str:
        return f"{self.reference} {self.business_unit} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return org_url("metrics:chargeback", reference=self.reference)

    @property
    def is_draft(self) -> bool:
        return self.state == StatementState.DRAFT

    @property
    def is_issued(self) -> bool:
        """Whether it was sent, and stands."""
        return self.issued_at is not None

    @property
    def can_be_settled(self) -> bool:
        return self.state in {StatementState.ISSUED, StatementState.DISPUTED}


class StatementLine(FrozenModel):
    """A line of an issued statement: an entry of the books, or a share of what has no unit."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("what for"), max_length=300)
    category = models.CharField(_("category"), max_length=8, choices=CostCategory, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=14, decimal_places=2)
    entry = models.ForeignKey(
        CostEntry, on_delete=models.PROTECT, null=True, blank=True, related_name="charged"
    )

    class Meta:
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "statement", "position"], name="one_line_per_position"
            ),
        ]

    def __str__(self) -> str:
        return self.label
