"""What each business unit is to pay for a month, and what it was charged already."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from coe_portal.tenancy.clock import end_of_day, zone_here
from metrics.choices import AllocationKey, CostCategory, StatementKind
from metrics.kpis.history import cases_at_work
from metrics.kpis.registry import AsOf
from metrics.logic.allocation import FundingRules, allocate, charged_part
from metrics.logic.periods import quarter_of
from metrics.logic.spending import ZERO, shifted_month
from metrics.models.chargebacks import Statement, StatementLine, rules_in
from metrics.models.costs import CostEntry
from registry.models.models import UsageRecord
from training.queries.kpis import staff_at

MOST_LINES: Final = 2_000
RECKONED: Final = (StatementKind.CHARGE, StatementKind.CORRECTION)


@dataclass(frozen=True)
class DueLine:
    """A line of a statement to be: an entry of the books, or a share of a category."""

    label: str
    category: CostCategory
    amount: Decimal
    entry: int | None = None


@dataclass
class Due:
    """What a unit is to pay for a month beyond what it was charged, and how it was reckoned."""

    lines: list[DueLine] = field(default_factory=list)
    basis: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """What the statement comes to."""
        return sum((line.amount for line in self.lines), ZERO)


@dataclass(frozen=True)
class Shares:
    """The costs of a month that no unit has caused, and what each unit bears of them."""

    rules: FundingRules
    weights: Mapping[int, Decimal]
    by_category: Mapping[CostCategory, Mapping[int, Decimal]]
    pool: Decimal

    def basis(self, unit: int) -> dict[str, Any]:
        """How the share of a unit comes about, as a statement keeps it."""
        return {
            "model": self.rules.model,
            "charged_share": str(self.rules.charged_share),
            "key": self.rules.key,
            "pool": str(self.pool),
            "weight": str(self.weights.get(unit, ZERO)),
            "weights": str(sum(self.weights.values(), ZERO)),
        }


def due_in(month: dt.date) -> dict[int, Due]:
    """What each unit is to pay for a month beyond what was issued; units that owe nothing are out.

    So a month can be drawn up again after an invoice came late or an entry was taken back: the
    statement of then holds the difference.
    """
    rules = rules_in(month)
    shares = _shares(month, rules)
    due: dict[int, Due] = defaultdict(Due)
    charged = _Charged(month)
    for unit, line in _direct(month, rules, charged):
        due[unit].lines.append(line)
    for unit, line in _shared(shares, charged):
        due[unit].lines.append(line)
    for unit, found in due.items():
        found.basis = shares.basis(unit)
    return {unit: due[unit] for unit in sorted(due)}


def due_of(statement: Statement) -> Due:
    """What a draft would hold if it were issued now."""
    return due_in(statement.month).get(statement.business_unit_id, Due())


class _Charged:
    """What issued statements of a month hold. Credits are left out: nothing takes them back."""

    def __init__(self, month: dt.date) -> None:
        statements = Statement.objects.issued().filter(month=month, kind__in=RECKONED)
        rows = StatementLine.objects.filter(statement__in=statements).order_by()
        sums = rows.values_list("statement__business_unit", "entry", "category")
        self.of_entry: dict[tuple[int, int], Decimal] = {}
        self.of_category: dict[tuple[int, CostCategory], Decimal] = {}
        for unit, entry, category, amount in sums.annotate(sum=Sum("amount")):
            if entry is None:
                self.of_category[unit, CostCategory(category)] = amount
            else:
                self.of_entry[unit, entry] = amount


def _direct(
    month: dt.date, rules: FundingRules, charged: _Charged
) -> Iterable[tuple[int, DueLine]]:
    """Entries of units that were not charged, and those that were and stand no more."""
    known = {entry for _unit, entry in charged.of_entry}
    booked = Q(month=month, business_unit__isnull=False, voided_at__isnull=True)
    rows = CostEntry.objects.filter(booked | Q(pk__in=known)).select_related("use_case")
    for entry in rows.order_by("number"):
        counts = rules.charges_direct and entry.is_standing
        owed = {unit: entry.amount if counts else ZERO for unit in [entry.business_unit_id] if unit}
        payers = {unit for unit, one in charged.of_entry if one == entry.pk} | owed.keys()
        for unit in payers:
            amount = owed.get(unit, ZERO) - charged.of_entry.get((unit, entry.pk), ZERO)
            if amount:
                yield unit, DueLine(_label(entry), CostCategory(entry.category), amount, entry.pk)


def _label(entry: CostEntry) -> str:
    parts = [entry.reference, entry.description]
    if entry.use_case is not None:
        parts.append(entry.use_case.reference)
    return " · ".join(parts)


def _shares(month: dt.date, rules: FundingRules) -> Shares:
    pool = (
        CostEntry.objects.standing()
        .filter(month=month, business_unit__isnull=True)
        .order_by()
        .values_list("category")
        .annotate(sum=Sum("amount"))
    )
    sums = {CostCategory(category): amount for category, amount in pool}
    weights = weights_in(month, rules) if rules.charged_share and sums else {}
    return Shares(
        rules=rules,
        weights=weights,
        by_category={
            category: allocate(charged_part(amount, rules), weights)
            for category, amount in sums.items()
        },
        pool=sum(sums.values(), ZERO),
    )


def _shared(shares: Shares, charged: _Charged) -> Iterable[tuple[int, DueLine]]:
    owed = {
        (unit, category): amount
        for category, by_unit in shares.by_category.items()
        for unit, amount in by_unit.items()
    }
    for unit, category in sorted(owed.keys() | charged.of_category.keys()):
        known = charged.of_category.get((unit, category), ZERO)
        if amount := owed.get((unit, category), ZERO) - known:
            label = _("Share of common costs: %(category)s") % {"category": category.label}
            yield unit, DueLine(label, category, amount)


def weights_in(month: dt.date, rules: FundingRules) -> dict[int, Decimal]:
    """How much of the key each unit has in a month; what belongs to no unit counts for nobody."""
    if rules.key == AllocationKey.FIXED:
        return dict(rules.fixed)
    readers = {
        AllocationKey.REQUESTS: _requests,
        AllocationKey.USE_CASES: _use_cases,
        AllocationKey.HEADCOUNT: _heads,
    }
    rows = readers[rules.key](month)
    return {unit: Decimal(weight) for unit, weight in rows if unit is not None and weight}


def _requests(month: dt.date) -> Iterable[tuple[int | None, int]]:
    rows = UsageRecord.objects.filter(day__gte=month, day__lt=shifted_month(month, 1)).order_by()
    return rows.values_list("version__model__steward_unit").annotate(sum=Sum("calls"))


def _use_cases(month: dt.date) -> Iterable[tuple[int | None, int]]:
    """Cases that were open at the end of the month."""
    end = _end_of(month)
    as_of = AsOf(quarter_of(month), end, zone_here())
    rows = cases_at_work(as_of).order_by().values_list("slice_unit")
    counted: Iterable[tuple[int | None, int]] = rows.annotate(count=Count("pk"))
    return counted


def _heads(month: dt.date) -> Iterable[tuple[int | None, int]]:
    """Members at the end of the month, in the units of then."""
    rows = staff_at(_end_of(month), zone_here(), literacy_only=False).order_by()
    return rows.values_list("business_unit").annotate(count=Count("pk"))


def _end_of(month: dt.date) -> dt.datetime:
    return end_of_day(shifted_month(month, 1) - dt.timedelta(days=1))
