"""The ledger as its pages, files and gates read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Q, Sum

from coe_portal.tenancy.clock import today_here
from intake.models.use_cases import UseCase
from metrics.choices import BenefitParameter, BenefitState, EntryState
from metrics.logic.benefits import first_of_month, months_before, months_between, process_key
from metrics.logic.finance import MONTHS_IN_YEAR, parameters_of
from metrics.models.benefits import (
    Benefit,
    BenefitEntry,
    BenefitEntryQuerySet,
    BenefitOverlap,
    BenefitQuerySet,
    BenefitTerms,
)

MOST_SHOWN: Final = 100
MOST_OVERLAPS: Final = 50


def terms_in_force() -> BenefitTerms | None:
    """The rate and the haircut that finance has set last."""
    found: BenefitTerms | None = BenefitTerms.objects.in_force()
    return found


@dataclass(frozen=True)
class Month:
    """What one month has brought: two figures that are never added up."""

    first: dt.date
    claimed: Decimal
    verified: Decimal


@dataclass(frozen=True)
class Totals:
    """Twelve months, and what the forecasts of live benefits promise for a year."""

    verified: Decimal
    claimed: Decimal
    waiting: int
    forecast_low: Decimal
    forecast: Decimal
    forecast_high: Decimal
    months: tuple[Month, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(month.claimed or month.verified for month in self.months)


def last_months(entries: BenefitEntryQuerySet, *, today: dt.date) -> tuple[Month, ...]:
    """The twelve months up to this one, each with what is claimed and what is verified."""
    last = first_of_month(today)
    first = months_before(last, MONTHS_IN_YEAR - 1)
    rows = entries.of_months(first, last).order_by().values("month")
    found = rows.annotate(
        claimed=Sum("claimed_amount", filter=Q(state=EntryState.CLAIMED)),
        verified=Sum("verified_amount", filter=Q(state=EntryState.VERIFIED)),
    )
    none = Decimal(0)
    known = {
        row["month"]: Month(row["month"], row["claimed"] or none, row["verified"] or none)
        for row in found
    }
    months = months_between(first, last)
    return tuple(known.get(month, Month(month, none, none)) for month in months)


def totals(benefits: BenefitQuerySet, entries: BenefitEntryQuerySet, *, today: dt.date) -> Totals:
    """The head of the ledger, for what a member may see."""
    months = last_months(entries, today=today)
    running = benefits.live().filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=first_of_month(today)), starts_on__isnull=False
    )
    promised = running.order_by().aggregate(
        low=Sum("forecast_low"), likely=Sum("forecast_likely"), high=Sum("forecast_high")
    )
    year = {name: (amount or Decimal(0)) * MONTHS_IN_YEAR for name, amount in promised.items()}
    return Totals(
        verified=sum((month.verified for month in months), Decimal(0)),
        claimed=sum((month.claimed for month in months), Decimal(0)),
        waiting=entries.filter(state=EntryState.CLAIMED).count(),
        forecast_low=year["low"],
        forecast=year["likely"],
        forecast_high=year["high"],
        months=months,
    )


@dataclass(frozen=True)
class Overlap:
    """Another benefit that may count the same, and what was said about the two."""

    other: Benefit
    is_same_process: bool
    ruling: BenefitOverlap | None

    @property
    def is_open(self) -> bool:
        """The same process in the same unit and months: it must be ruled before money counts."""
        return self.is_same_process and self.ruling is None


def overlaps_of(benefit: Benefit) -> list[Overlap]:
    """Benefits of the same kind, unit and months: those of the same process first."""
    others = list(
        Benefit.objects.counting_like(benefit).with_names().order_by("number")[:MOST_OVERLAPS]
    )
    rulings = {
        ruling.second_id if ruling.first_id == benefit.pk else ruling.first_id: ruling
        for ruling in BenefitOverlap.objects.of(benefit).select_related("ruled_by__user")
    }
    key = process_key(benefit.process)
    found = [
        Overlap(other, process_key(other.process) == key, rulings.get(other.pk)) for other in others
    ]
    return sorted(found, key=lambda overlap: not overlap.is_same_process)


def rulings_that_hold(benefit: Benefit) -> list[BenefitOverlap]:
    """What was said about a benefit and others, but for others that are rejected by now."""
    rulings = BenefitOverlap.objects.of(benefit).select_related("first", "second")
    return [
        ruling
        for ruling in rulings
        if BenefitState.REJECTED not in {one.state for one in ruling.pair if one.pk != benefit.pk}
    ]


def open_overlaps(benefit: Benefit) -> list[Benefit]:
    """The benefits with which this one counts double, as long as nobody has said otherwise."""
    return [overlap.other for overlap in overlaps_of(benefit) if overlap.is_open]


@dataclass(frozen=True)
class DoubleCount:
    """Two benefits that may count the same effect."""

    first: Benefit
    second: Benefit
    ruling: BenefitOverlap | None


def double_counts(benefits: BenefitQuerySet) -> list[DoubleCount]:
    """All pairs of the same kind, unit, process and months; those without a ruling first."""
    rows = benefits.live().with_names().filter(starts_on__isnull=False).order_by("number")
    groups: dict[tuple[str, int | None, str], list[Benefit]] = {}
    for row in rows[: MOST_SHOWN * MOST_OVERLAPS]:
        groups.setdefault((row.kind, row.unit_id, process_key(row.process)), []).append(row)
    rulings = {
        (ruling.first_id, ruling.second_id): ruling
        for ruling in BenefitOverlap.objects.select_related("ruled_by__user")
    }
    pairs = [
        DoubleCount(one, other, rulings.get((min(one.pk, other.pk), max(one.pk, other.pk))))
        for group in groups.values()
        for place, one in enumerate(group)
        for other in group[place + 1 :]
        if one.span and other.span and one.span.shared(other.span)
    ]
    return sorted(pairs, key=lambda pair: pair.ruling is not None)[:MOST_SHOWN]


@dataclass(frozen=True)
class FigureLine:
    """One parameter of a method with its value."""

    label: str
    value: str


def figure_lines(benefit: Benefit, stored: dict[str, str]) -> list[FigureLine]:
    """The parameters of the benefit's method in their order, as far as they are known."""
    return [
        FigureLine(str(BenefitParameter(one).label), stored[one])
        for one in parameters_of(benefit.get_kind())
        if one in stored
    ]


@dataclass(frozen=True)
class BenefitPage:
    """Everything the page of a benefit shows."""

    entries: tuple[BenefitEntry, ...]
    months: tuple[Month, ...]
    overlaps: tuple[Overlap, ...]
    figures: tuple[FigureLine, ...]
    verified: Decimal
    claimed: Decimal

    @property
    def has_months(self) -> bool:
        """Whether there is something to draw."""
        return any(month.claimed or month.verified for month in self.months)

    @property
    def open_overlaps(self) -> Sequence[Overlap]:
        """What must be said before finance verifies."""
        return [overlap for overlap in self.overlaps if overlap.is_open]


def benefit_page(benefit: Benefit) -> BenefitPage:
    """The benefit with its months, and what may count the same."""
    entries = list(benefit.entries.with_people()[:MOST_SHOWN])
    for entry in entries:
        entry.benefit = benefit
    months = last_months(BenefitEntry.objects.filter(benefit=benefit), today=today_here())
    sums = benefit.entries.order_by().aggregate(
        claimed=Sum("claimed_amount", filter=Q(state=EntryState.CLAIMED)),
        verified=Sum("verified_amount", filter=Q(state=EntryState.VERIFIED)),
    )
    return BenefitPage(
        entries=tuple(entries),
        months=months,
        overlaps=tuple(overlaps_of(benefit)),
        figures=tuple(figure_lines(benefit, benefit.parameters)),
        verified=sums["verified"] or Decimal(0),
        claimed=sums["claimed"] or Decimal(0),
    )


def benefits_of(case: UseCase, visible: BenefitQuerySet) -> list[Benefit]:
    """The benefits of a use case, the newest first."""
    return list(visible.filter(use_case=case).with_names().with_sums()[:MOST_SHOWN])


def unfinished_benefits(case: UseCase) -> list[Benefit]:
    """Benefits of a use case without a last entry: neither closed nor rejected."""
    return list(Benefit.objects.live().filter(use_case=case).order_by("number")[:MOST_SHOWN])
