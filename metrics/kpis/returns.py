"""What comes back for the money, and how soon: both count the same months, cases and shares.

What is booked to no use case (the CoE itself, its platform) is shared equally among the use cases
that cost or bring something in the twelve months, so that no number forgets it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import (
    DateField,
    Exists,
    F,
    FloatField,
    Min,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Cast, ExtractMonth, ExtractYear, Greatest
from django.utils.translation import gettext_lazy as _

from intake.models.use_cases import UseCase
from metrics.choices import Area, Direction, Summary, Unit
from metrics.kpis.costs import FINANCE, PERCENT, last_month, summed
from metrics.kpis.history import cases_at
from metrics.kpis.registry import BY_UNIT_AND_TIER, AsOf, kpi
from metrics.logic.periods import MONTHS_IN_YEAR
from metrics.logic.spending import months_between, shifted_month
from metrics.models.benefits import BenefitEntry, BenefitEntryQuerySet
from metrics.models.costs import CostEntry, CostEntryQuerySet

SOURCE = _("Verified benefits, booked costs")


@dataclass(frozen=True)
class TwelveMonths:
    """The costs and the verified benefits of twelve months, and the use cases they belong to.

    `shared` is the part of each use case in what was booked to none of them, over `months`: twelve,
    or fewer where the first cost is younger.
    """

    first: dt.date
    last: dt.date
    booked: CostEntryQuerySet
    verified: BenefitEntryQuerySet
    cases: QuerySet[UseCase]
    shared: float
    months: int


def twelve_months(as_of: AsOf) -> TwelveMonths:
    """The twelve months up to that of the moment, as it knew them."""
    last = last_month(as_of)
    first = shifted_month(last, 1 - MONTHS_IN_YEAR)
    booked = CostEntry.objects.standing().within(first, last)
    verified = BenefitEntry.objects.verified(as_of.at).of_months(first, last)
    cases = cases_at(as_of).filter(
        Exists(booked.filter(use_case=OuterRef("pk")))
        | Exists(verified.filter(benefit__use_case=OuterRef("pk")))
    )
    elsewhere = booked.exclude(use_case__in=cases.order_by().values("pk"))
    shared = elsewhere.aggregate(sum=Sum("amount"))["sum"] or Decimal(0)
    oldest = CostEntry.objects.standing().aggregate(month=Min("month"))["month"] or first
    return TwelveMonths(
        first=first,
        last=last,
        booked=booked,
        verified=verified,
        cases=cases,
        shared=float(shared) / max(cases.count(), 1),
        months=months_between(min(max(first, oldest), last), last) + 1,
    )


@kpi(
    "roi",
    area=Area.FINANCE,
    question=_("What comes back for the money spent?"),
    unit=Unit.PERCENT,
    direction=Direction.UP,
    summary=Summary.RATIO,
    formula=_(
        "Benefits of the last twelve months that finance has verified, less the costs of these "
        "months, over the costs. Costs that are booked to no use case are shared equally among the "
        "use cases that cost or bring something"
    ),
    source=SOURCE,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
)
def roi(as_of: AsOf) -> QuerySet[Any]:
    """Parts are risk tiers. The bases add up to all costs of the twelve months."""
    year = twelve_months(as_of)
    cost = _of_case(year.booked) + Value(year.shared, output_field=FloatField())
    return year.cases.annotate(
        part=F("tier_then"),
        amount=(_brought(year) - cost) * PERCENT,
        base=cost,
    )


@kpi(
    "payback",
    area=Area.FINANCE,
    question=_("How soon is what use cases cost earned back?"),
    unit=Unit.MONTHS,
    direction=Direction.DOWN,
    summary=Summary.RATIO,
    formula=_(
        "What the use cases of the return cost before the first month with a verified benefit, "
        "over what they leave in a month now: the mean of the verified benefits since then, less "
        "that of the costs since then, in the last twelve months; and less the costs that are "
        "booked to no use case, shared as for the return. Where nothing is left it is not paid "
        "back at this pace, and there is no number"
    ),
    source=SOURCE,
    owner=FINANCE,
    slices=BY_UNIT_AND_TIER,
    unreached=_("not paid back"),
)
def payback(as_of: AsOf) -> QuerySet[Any]:
    """Parts are risk tiers. Amounts were spent beforehand, bases are left in a month.

    A use case that has brought nothing yet only costs: its own costs are spent beforehand, and it
    bears its share of the others.
    """
    year = twelve_months(as_of)
    bringing = BenefitEntry.objects.verified(as_of.at).filter(
        month__lte=year.last, verified_amount__gt=0
    )
    by_then = bringing.filter(benefit__use_case=OuterRef("use_case"), month__lte=OuterRef("month"))
    until_now = CostEntry.objects.standing().filter(month__lte=year.last)
    begun = bringing.filter(benefit__use_case=OuterRef("pk")).order_by("month").values("month")[:1]
    first = Value(year.first, output_field=DateField())
    # GREATEST passes over NULL: a use case that has not begun counts twelve months of nothing.
    cases = year.cases.annotate(counted_from=Greatest(Subquery(begun), first))
    left = _brought(year) - _of_case(year.booked.filter(Exists(by_then)))
    overhead = Value(year.shared / year.months, output_field=FloatField())
    return cases.annotate(
        part=F("tier_then"),
        amount=Greatest(_of_case(until_now.filter(~Exists(by_then))), Value(0.0)),
        base=left / _months_until(year.last) - overhead,
    )


def _of_case(costs: CostEntryQuerySet) -> Cast:
    return Cast(summed(costs, "use_case"), FloatField())


def _brought(year: TwelveMonths) -> Cast:
    return Cast(summed(year.verified, "benefit__use_case", "verified_amount"), FloatField())


def _months_until(last: dt.date) -> Any:
    """How many months there are from `counted_from` to the last, both counted."""
    years = (last.year - ExtractYear("counted_from")) * MONTHS_IN_YEAR
    return Cast(years + last.month - ExtractMonth("counted_from") + 1, FloatField())
