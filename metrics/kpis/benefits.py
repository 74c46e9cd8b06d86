"""Value: what benefits have brought, as finance verified it; what is only claimed stands apart.

A month counts in the quarter in which finance verified it, because a quarter that is over must not
change: what is verified later counts later. The value of a year goes by the months themselves.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import CharField, F, FloatField, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Extract
from django.utils.translation import gettext_lazy as _

from intake.models.assessments import Assessment
from metrics.choices import Area, BenefitKind, Direction, Summary, Unit
from metrics.kpis.history import SECONDS_PER_DAY, cases_at
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, kpi
from metrics.logic.benefits import first_of_month, months_before
from metrics.logic.finance import MONTHS_IN_YEAR
from metrics.models.benefits import BenefitEntry, BenefitEntryQuerySet

FINANCE: Final = _("Finance")
ENTRIES: Final = _("Benefits ledger")


def _sliced(rows: BenefitEntryQuerySet, as_of: AsOf, *, part: Any, amount: str) -> QuerySet[Any]:
    """With the business unit of the benefit, and the tier that its use case had then."""
    tiers = Assessment.objects.filter(
        use_case=OuterRef("benefit__use_case"), submitted_at__lte=as_of.at
    ).order_by("-number")
    return rows.annotate(
        part=part,
        slice_unit=F("benefit__unit_id"),
        slice_tier=Coalesce(
            Subquery(tiers.values("tier")[:1]), Value(""), output_field=CharField()
        ),
    ).annotate(amount=Cast(F(amount), FloatField()))


def _verified_in_quarter(as_of: AsOf, *kinds: BenefitKind) -> BenefitEntryQuerySet:
    rows: BenefitEntryQuerySet = BenefitEntry.objects.verified(as_of.at)
    return rows.filter(settled_at__gte=as_of.since, benefit__kind__in=kinds)


def _year_until(as_of: AsOf) -> tuple[dt.date, dt.date]:
    """The twelve months up to that of the moment."""
    last = first_of_month(as_of.at.astimezone(as_of.zone).date())
    return months_before(last, MONTHS_IN_YEAR - 1), last


@kpi(
    "annual_value",
    area=Area.STRATEGIC,
    question=_("What have twelve months of AI brought, as finance verified it?"),
    unit=Unit.MONEY,
    direction=Direction.UP,
    summary=Summary.SUM,
    formula=_(
        "Verified amounts of the twelve months up to that one, as far as they were verified and "
        "not taken back by then, by the kind of benefit. Nothing that is only claimed"
    ),
    source=ENTRIES,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def annual_value(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of benefits."""
    rows = BenefitEntry.objects.verified(as_of.at).of_months(*_year_until(as_of))
    return _sliced(rows, as_of, part=F("benefit__kind"), amount="verified_amount")


@kpi(
    "claimed_value",
    area=Area.STRATEGIC,
    question=_("What is claimed for twelve months, and waits for finance?"),
    unit=Unit.MONEY,
    direction=Direction.NEITHER,
    summary=Summary.SUM,
    formula=_(
        "Claimed amounts of the twelve months up to that one that finance had not judged by then, "
        "by the kind of benefit. It is no part of the annual value"
    ),
    source=ENTRIES,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def claimed_value(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of benefits."""
    rows = BenefitEntry.objects.claimed(as_of.at).of_months(*_year_until(as_of))
    return _sliced(rows, as_of, part=F("benefit__kind"), amount="claimed_amount")


@kpi(
    "total_savings",
    area=Area.FINANCE,
    question=_("What are the hours worth that AI saved?"),
    unit=Unit.MONEY,
    direction=Direction.UP,
    summary=Summary.SUM,
    formula=_(
        "Hours saved × the loaded rate of finance, less the haircut, of months verified in the "
        "quarter, by business unit"
    ),
    source=ENTRIES,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def total_savings(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    rows = _verified_in_quarter(as_of, BenefitKind.HOURS)
    return _sliced(rows, as_of, part=_unit_code(), amount="verified_amount")


@kpi(
    "time_saved",
    area=Area.EFFICIENCY,
    question=_("How many hours has AI saved?"),
    unit=Unit.HOURS,
    direction=Direction.UP,
    summary=Summary.SUM,
    formula=_("Hours saved, less the haircut, of months verified in the quarter, by business unit"),
    source=ENTRIES,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def time_saved(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    rows = _verified_in_quarter(as_of, BenefitKind.HOURS)
    return _sliced(rows, as_of, part=_unit_code(), amount="verified_hours")


@kpi(
    "revenue_influenced",
    area=Area.FINANCE,
    question=_("How much has AI added to what we earn?"),
    unit=Unit.MONEY,
    direction=Direction.UP,
    summary=Summary.SUM,
    formula=_(
        "Margin on the revenue that is owed to AI, less the haircut, of months verified in the "
        "quarter, by business unit"
    ),
    source=ENTRIES,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def revenue_influenced(as_of: AsOf) -> QuerySet[Any]:
    """Parts are codes of business units, empty for none."""
    rows = _verified_in_quarter(as_of, BenefitKind.REVENUE)
    return _sliced(rows, as_of, part=_unit_code(), amount="verified_amount")


@kpi(
    "avoided_cost",
    area=Area.FINANCE,
    question=_("Which costs has AI avoided?"),
    unit=Unit.MONEY,
    direction=Direction.UP,
    summary=Summary.SUM,
    formula=_(
        "Costs, losses and errors avoided, less the haircut, of months verified in the quarter, "
        "by the kind of benefit"
    ),
    source=ENTRIES,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def avoided_cost(as_of: AsOf) -> QuerySet[Any]:
    """Parts are kinds of benefits."""
    rows = _verified_in_quarter(as_of, BenefitKind.COST, BenefitKind.RISK, BenefitKind.QUALITY)
    return _sliced(rows, as_of, part=F("benefit__kind"), amount="verified_amount")


@kpi(
    "time_to_value",
    area=Area.STRATEGIC,
    question=_("How long does it take from intake to the first benefit that finance verified?"),
    unit=Unit.DAYS,
    direction=Direction.DOWN,
    summary=Summary.MEDIAN,
    formula=_(
        "Median days from registration to the first verified month that still held then, of use "
        "cases whose first fell into the quarter, by their risk tier at that moment"
    ),
    source=_("Use cases, benefits ledger"),
    owner=_("Head of the CoE"),
    slices=BY_UNIT_AND_TIER,
)
def time_to_value(as_of: AsOf) -> QuerySet[Any]:
    """Parts are tiers."""
    held = BenefitEntry.objects.verified(as_of.at).filter(benefit__use_case=OuterRef("pk"))
    first = Subquery(held.order_by("settled_at").values("settled_at")[:1])
    cases = cases_at(as_of).annotate(first_value_at=first).filter(first_value_at__gte=as_of.since)
    seconds = Extract(F("first_value_at") - F("registered_at"), "epoch", output_field=FloatField())
    return cases.annotate(part=F("tier_then"), amount=seconds / SECONDS_PER_DAY)


def _unit_code() -> Coalesce:
    return Coalesce("benefit__unit__code", Value(""))
