"""Costs, units and rules of funding, made by the actions that make them in use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from metrics.actions.costs import CostTerms, book_cost
from metrics.actions.funding import FundingTerms, set_funding
from metrics.choices import AllocationKey, CostCategory, FundingModel
from metrics.logic.spending import first_of_month, shifted_month
from metrics.models.chargebacks import FundingPolicy
from metrics.models.costs import CostEntry

SYSTEM = Actor.system("tests")


def month_ago(months: int = 1) -> dt.date:
    """A month before this one, on the organization's clock."""
    return shifted_month(first_of_month(today_here()), -months)


def unit(name: str) -> BusinessUnit:
    return BusinessUnit.objects.create(name=name, code=name.upper())


def terms(amount: object = "100.00", **fields: Any) -> CostTerms:
    """A platform cost of the last month, common to all units."""
    known = {
        "month": month_ago(),
        "category": CostCategory.PLATFORM,
        "amount": Decimal(str(amount)),
        "description": "Compute",
    }
    return CostTerms(**{**known, **fields})


def booked(amount: object = "100.00", *, actor: Actor = SYSTEM, **fields: Any) -> CostEntry:
    return book_cost(terms(amount, **fields), actor=actor)


def hybrid(fixed: dict[int, str], share: object = 100) -> FundingPolicy:
    """Units pay what they cause, and a part of the rest by fixed shares, from a year ago on."""
    given = FundingTerms(
        from_month=month_ago(12),
        model=FundingModel.HYBRID,
        key=AllocationKey.FIXED,
        share=Decimal(share),
        fixed={one: Decimal(percent) for one, percent in fixed.items()},
    )
    return set_funding(given, actor=SYSTEM)
