"""Benefits as tests need them, made by the actions that make them in production."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.tenancy.clock import today_here
from intake.models.use_cases import UseCase
from metrics.actions.benefit_claims import Claim, Verification, claim_month, verify_entry
from metrics.actions.benefit_terms import Rates, set_benefit_terms
from metrics.actions.benefits import (
    Baseline,
    Forecast,
    NewBenefit,
    forecast_benefit,
    measure_baseline,
    propose_benefit,
)
from metrics.choices import BenefitKind, BenefitParameter as P
from metrics.logic.benefits import months_before
from metrics.models.benefits import Benefit, BenefitEntry, BenefitTerms

# 100 people × 8 hours × 50 % × 40 an hour, less 25 %: 12,000 and 300 hours a month.
HOURS = {P.PEOPLE: Decimal(100), P.HOURS: Decimal(8), P.ADOPTION: Decimal(50),
         P.HAIRCUT: Decimal(25)}  # fmt: skip
# 200 cases × 15 × 100 %, less 25 %: 2,250 a month.
COST = {P.CASES: Decimal(200), P.CASE_COST: Decimal(15), P.ADOPTION: Decimal(100),
        P.HAIRCUT: Decimal(25)}  # fmt: skip
FIGURES = {BenefitKind.HOURS: HOURS, BenefitKind.COST: COST}


def month_ago(months: int) -> dt.date:
    """The first day of the month that many months ago, on the organization's clock."""
    return months_before(today_here(), months)


def set_terms(finance: Membership, *, rate: int = 40, haircut: int = 25) -> BenefitTerms:
    rates = Rates(Decimal(rate), haircut, "Payroll of last year.")
    return set_benefit_terms(rates, actor=Actor.member(finance))


def proposed(use_case: UseCase, owner: Membership, **fields: object) -> Benefit:
    """A hypothesis of the owner."""
    values = {
        "title": "Faster checks",
        "hypothesis": "Clerks check invoices in half the time.",
        "process": "Invoice checking",
        "kind": BenefitKind.HOURS,
        **fields,
    }
    by = values.pop("by", owner)
    return propose_benefit(use_case, NewBenefit(owner=owner, **values), actor=Actor.member(by))


def baselined(use_case: UseCase, owner: Membership, **fields: object) -> Benefit:
    benefit = proposed(use_case, owner, **fields)
    known = Baseline(Decimal(1600), "hours a month", month_ago(6), "Counted over four weeks.")
    return measure_baseline(benefit, known, actor=Actor.member(owner))


def forecast_of(benefit: Benefit, **fields: object) -> Forecast:
    values = {
        "figures": FIGURES[benefit.get_kind()],
        "starts_on": month_ago(5),
        "low_percent": 70,
        "high_percent": 120,
        **fields,
    }
    return Forecast(**values)


def forecast(use_case: UseCase, owner: Membership, **fields: object) -> Benefit:
    """A benefit with a forecast that began five months ago; finance has set its terms before."""
    when = {name: fields.pop(name) for name in ("starts_on", "ends_on") if name in fields}
    benefit = baselined(use_case, owner, **fields)
    return forecast_benefit(benefit, forecast_of(benefit, **when), actor=Actor.member(owner))


def claimed(
    benefit: Benefit, by: Membership, months: int = 1, figures: dict[P, Decimal] | None = None
) -> BenefitEntry:
    """A claim for the month that many months ago."""
    found = figures or FIGURES[benefit.get_kind()]
    claim = Claim(month_ago(months), found, "The log of the checking tool.")
    return claim_month(benefit, claim, actor=Actor.member(by))


def verified(
    benefit: Benefit, by: Membership, finance: Membership, months: int = 1
) -> BenefitEntry:
    """A claimed month that finance stands for."""
    entry = claimed(benefit, by, months)
    return verify_entry(entry, Verification(), actor=Actor.member(finance))
