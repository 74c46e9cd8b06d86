"""The benefits ledger: what a use case is to bring, what is claimed of it, what finance verifies.

Claimed and verified money stand in columns of their own and are never added up.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import BusinessUnit, FrozenModel, TenantModel
from coe_portal.tenancy.references import Referenced, ReferencedQuerySet
from intake.models.use_cases import UseCase
from metrics.choices import (
    BenefitKind,
    BenefitParameter,
    BenefitState,
    EntryState,
    OverlapRuling,
)
from metrics.logic.benefits import OVER, TAKEN, Span
from metrics.logic.finance import Figures

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]
MOST_PERCENT = 1000


def figures_of(stored: dict[str, str]) -> Figures:
    """Stored parameters as numbers."""
    return {BenefitParameter(name): Decimal(value) for name, value in stored.items()}


class BenefitTermsQuerySet(TenantQuerySet["BenefitTerms"]):
    def in_force(self) -> BenefitTerms | None:
        """The newest; None before finance has set any."""
        return self.order_by("-pk").first()


class BenefitTerms(FrozenModel):
    """With what finance reckons: a conservative rate of an hour, and the least haircut."""

    loaded_rate = models.DecimalField(_("loaded rate of an hour"), max_digits=10, decimal_places=2)
    haircut_percent = models.PositiveSmallIntegerField(_("least haircut, %"), validators=PERCENT)
    reason = models.TextField(_("where they come from"), max_length=2000)
    set_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar = TenantManager.from_queryset(BenefitTermsQuerySet)()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(loaded_rate__gt=0, haircut_percent__lte=100),
                name="benefit_terms_are_a_rate_and_a_percentage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.loaded_rate}, {self.haircut_percent} %"


class BenefitQuerySet(ReferencedQuerySet["Benefit"]):
    def matching(self, text: str) -> Self:
        """By reference, or by words of title, process and use case."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(
            Q(title__icontains=words)
            | Q(process__icontains=words)
            | Q(use_case__title__icontains=words)
        )

    def live(self) -> Self:
        """Neither rejected nor closed."""
        return self.exclude(state__in=OVER)

    def counting_like(self, benefit: Benefit) -> Self:
        """Others of the same kind and unit, not rejected, whose months meet those of this one."""
        others = self.exclude(pk=benefit.pk).exclude(state=BenefitState.REJECTED)
        span = benefit.span
        if span is None:
            return others.none()
        if span.last is not None:
            others = others.filter(starts_on__lte=span.last)
        return others.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=span.first),
            kind=benefit.kind,
            unit=benefit.unit_id,
            starts_on__isnull=False,
        )

    def with_claims_in(self, state: EntryState) -> Self:
        """With a month in this state."""
        months = BenefitEntry.objects.filter(benefit=OuterRef("pk"), state=state).order_by()
        return self.filter(Exists(months))

    def with_names(self) -> Self:
        """With the names that lists show."""
        return self.select_related("use_case", "unit", "owner__user", "organization").defer(
            "use_case__search"
        )

    def with_sums(self) -> Self:
        """With what is claimed and waits, and what is verified, each for itself."""
        claimed = Sum("entries__claimed_amount", filter=Q(entries__state=EntryState.CLAIMED))
        verified = Sum("entries__verified_amount", filter=Q(entries__state=EntryState.VERIFIED))
        return self.annotate(claimed_sum=claimed, verified_sum=verified)


class Benefit(Referenced, TenantModel):
    """One effect of a use case that somebody answers for. Months are kept by their first day."""

    PREFIX = "BEN"

    number = models.PositiveIntegerField(editable=False)
    use_case = models.ForeignKey(UseCase, on_delete=models.PROTECT, related_name="benefits")
    title = models.CharField(_("title"), max_length=200)
    hypothesis = models.TextField(_("hypothesis"), max_length=2000)
    kind = models.CharField(_("kind"), max_length=20, choices=BenefitKind)
    process = models.CharField(_("process"), max_length=120)
    unit = models.ForeignKey(
        BusinessUnit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="benefits",
        verbose_name=_("business unit"),
    )
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="benefits", verbose_name=_("owner")
    )
    proposed_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(
        _("state"), max_length=12, choices=BenefitState, default=BenefitState.HYPOTHESIS
    )
    baseline = models.DecimalField(
        _("baseline"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    baseline_unit = models.CharField(_("measured in"), max_length=60, blank=True)
    baseline_on = models.DateField(_("measured on"), null=True, blank=True)
    baseline_source = models.TextField(_("how it was measured"), max_length=2000, blank=True)
    parameters = models.JSONField(default=dict, blank=True)
    low_percent = models.PositiveSmallIntegerField(default=100)
    high_percent = models.PositiveSmallIntegerField(default=100)
    forecast_low = models.DecimalField(
        _("forecast of a month, at worst"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    forecast_likely = models.DecimalField(
        _("forecast of a month"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    forecast_high = models.DecimalField(
        _("forecast of a month, at best"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    starts_on = models.DateField(_("first month"), null=True, blank=True)
    ends_on = models.DateField(_("last month"), null=True, blank=True)
    # The part that is counted here, where another benefit counts the rest of the same effect.
    share_percent = models.PositiveSmallIntegerField(default=100, validators=PERCENT)
    ended_because = models.TextField(max_length=2000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(BenefitQuerySet)()

    class Meta:
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="one_benefit_per_number"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["hypothesis", "rejected", "closed"])
                | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="benefits_past_the_hypothesis_have_a_baseline",
            ),
            models.CheckConstraint(
                condition=Q(forecast_likely__isnull=True, starts_on__isnull=True)
                | Q(
                    forecast_low__gte=0,
                    forecast_likely__gte=F("forecast_low"),
                    forecast_high__gte=F("forecast_likely"),
                    starts_on__isnull=False,
                ),
                name="forecasts_of_benefits_are_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["forecast", "measured", "verified"])
                | Q(forecast_likely__isnull=False),
                name="benefits_are_forecast_before_they_are_measured",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="benefits_end_after_they_start",
            ),
            models.CheckConstraint(
                condition=Q(share_percent__lte=100), name="share_of_a_benefit_is_a_percentage"
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "kind", "unit", "starts_on"], name="benefits_that_overlap"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return org_url("metrics:benefit", reference=self.reference)

    def get_kind(self) -> BenefitKind:
        """The kind, by which the method is known."""
        return BenefitKind(self.kind)

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def span(self) -> Span | None:
        """The months of its forecast."""
        return None if self.starts_on is None else Span(self.starts_on, self.ends_on)

    @property
    def figures(self) -> Figures:
        """What its forecast reckons with."""
        return figures_of(self.parameters)


class BenefitEntryQuerySet(TenantQuerySet["BenefitEntry"]):
    def verified(self, at: dt.datetime | None = None) -> Self:
        """What finance had verified and not taken back, today or at a moment.

        Annotated `amount`: the money that counts.
        """
        if at is None:
            rows = self.filter(state=EntryState.VERIFIED)
        else:
            rows = self.filter(
                Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
                state__in=[EntryState.VERIFIED, EntryState.REVOKED],
                settled_at__lte=at,
            )
        return rows.annotate(amount=F("verified_amount"))

    def claimed(self, at: dt.datetime | None = None) -> Self:
        """What was claimed and waited for finance, today or at a moment.

        Annotated `amount`: money that nobody has verified.
        """
        if at is None:
            rows = self.filter(state=EntryState.CLAIMED)
        else:
            rows = self.filter(
                Q(settled_at__isnull=True) | Q(settled_at__gt=at), claimed_at__lte=at
            )
        return rows.annotate(amount=F("claimed_amount"))

    def of_months(self, first: dt.date, last: dt.date) -> Self:
        """Of the months between two days."""
        return self.filter(month__gte=first, month__lte=last)

    def with_people(self) -> Self:
        """With who claimed and who settled it."""
        return self.select_related("claimed_by__user", "settled_by__user")


class BenefitEntry(TenantModel):
    """What was measured in one month: claimed by whoever answers for it, settled by finance.

    What is returned, rejected or taken back stays as it was; a month is claimed anew by a new row.
    """

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="entries")
    month = models.DateField(_("month"))
    parameters = models.JSONField(default=dict)
    share_percent = models.PositiveSmallIntegerField(default=100, validators=PERCENT)
    claimed_amount = models.DecimalField(_("claimed"), max_digits=14, decimal_places=2)
    claimed_hours = models.DecimalField(
        _("hours claimed"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    evidence = models.TextField(_("where the figures come from"), max_length=2000)
    claimed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(_("claimed on"))
    state = models.CharField(
        _("state"), max_length=10, choices=EntryState, default=EntryState.CLAIMED
    )
    verified_amount = models.DecimalField(
        _("verified"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    verified_hours = models.DecimalField(
        _("hours verified"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    settled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(_("settled on"), null=True, blank=True)
    note = models.TextField(_("what finance says"), max_length=2000, blank=True)
    revoked_at = models.DateTimeField(_("taken back on"), null=True, blank=True)
    revoked_because = models.TextField(max_length=2000, blank=True)

    objects: ClassVar = TenantManager.from_queryset(BenefitEntryQuerySet)()

    class Meta:
        ordering = ("-month", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["benefit", "month"],
                condition=Q(state__in=sorted(TAKEN)),
                name="one_entry_per_benefit_and_month",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1), name="benefit_months_begin_on_the_first"
            ),
            models.CheckConstraint(
                condition=Q(claimed_amount__gte=0), name="claims_are_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", settled_at__isnull=True)
                | (~Q(state="claimed") & Q(settled_at__isnull=False)),
                name="settled_claims_say_when",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["verified", "revoked"], verified_amount__isnull=False)
                | (~Q(state__in=["verified", "revoked"]) & Q(verified_amount__isnull=True)),
                name="only_verified_entries_have_a_verified_amount",
            ),
            models.CheckConstraint(
                condition=Q(verified_amount__isnull=True)
                | Q(verified_amount__gte=0, verified_amount__lte=F("claimed_amount")),
                name="no_more_is_verified_than_claimed",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True)
                | ~Q(state__in=["verified", "revoked"])
                | ~Q(settled_by=F("claimed_by")),
                name="nobody_verifies_their_own_claim",
            ),
            models.CheckConstraint(
                condition=Q(state="revoked", revoked_at__isnull=False)
                | (~Q(state="revoked") & Q(revoked_at__isnull=True)),
                name="entries_taken_back_say_when",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "month"], name="benefits_by_month"),
            models.Index(fields=["organization", "settled_at"], name="benefits_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.benefit.reference} {self.month:%Y-%m}"

    def get_absolute_url(self) -> str:
        return self.benefit.get_absolute_url()

    @property
    def is_waiting(self) -> bool:
        return self.state == EntryState.CLAIMED

    @property
    def figures(self) -> Figures:
        """What the month reckons with."""
        return figures_of(self.parameters)


class BenefitOverlapQuerySet(TenantQuerySet["BenefitOverlap"]):
    def of(self, benefit: Benefit) -> Self:
        """The rulings about a benefit and others."""
        return self.filter(Q(first=benefit) | Q(second=benefit))

    def between(self, one: Any, other: Any) -> Self:
        """The ruling about two benefits, in whichever order, by their keys."""
        first, second = sorted((one, other))
        return self.filter(first=first, second=second)


class BenefitOverlap(TenantModel):
    """What somebody said about two benefits that may count the same; the older one is first."""

    first = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="+")
    ruling = models.CharField(_("ruling"), max_length=10, choices=OverlapRuling)
    first_percent = models.PositiveSmallIntegerField(null=True, blank=True, validators=PERCENT)
    reason = models.TextField(_("why"), max_length=2000)
    ruled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ruled_at = models.DateTimeField(_("ruled on"))

    objects: ClassVar = TenantManager.from_queryset(BenefitOverlapQuerySet)()

    class Meta:
        ordering = ("-ruled_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_ruling_per_overlap"),
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="older_benefit_of_an_overlap_is_first"
            ),
            models.CheckConstraint(
                condition=Q(ruling="split", first_percent__range=(0, 100))
                | Q(ruling="separate", first_percent__isnull=True),
                name="split_benefits_have_shares",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first.reference} {self.second.reference}"

    @property
    def pair(self) -> tuple[Benefit, Benefit]:
        return self.first, self.second

    def percent_of(self, benefit: Benefit) -> int:
        """The share of the effect that one of the two counts."""
        if self.first_percent is None:
            return 100
        return self.first_percent if benefit.pk == self.first_id else 100 - self.first_percent
