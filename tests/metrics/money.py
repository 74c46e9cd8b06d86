"""Generated money over a generated history: the same as plain Python and as rows."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.models import BusinessUnit
from intake.models.use_cases import UseCase
from metrics.choices import BenefitKind, BenefitState, CostCategory, EntryState
from metrics.logic.spending import shifted_month
from metrics.models.benefits import Benefit, BenefitEntry
from metrics.models.costs import BudgetLine, CostEntry
from registry.models.models import AIModel, ModelVersion, UsageRecord
from tests.metrics.history import BEGIN, END, make_history, store

FIRST_MONTH = dt.date(2025, 1, 1)
MONTHS = 23


@dataclass
class PlainCost:
    month: dt.date
    category: str
    amount: Decimal
    unit: int | None
    case: int | None
    model: int | None
    is_void: bool
    booked_at: datetime = BEGIN


@dataclass
class PlainUse:
    day: dt.date
    model: int
    calls: int
    cost: Decimal
    sent_at: datetime = BEGIN


@dataclass
class PlainBudget:
    year: int
    category: str
    unit: int | None
    planned: Decimal
    set_at: datetime


@dataclass
class PlainBenefit:
    case: int
    month: dt.date
    amount: Decimal
    settled_at: datetime | None
    revoked_at: datetime | None


@dataclass
class Money:
    """Cases, units and models by their place in the lists, as everything else names them."""

    cases: list
    units: list[BusinessUnit]
    case_units: list[int | None]
    models: list[AIModel]
    costs: list[PlainCost]
    used: list[PlainUse]
    budgets: list[PlainBudget]
    benefits: list[PlainBenefit]


def amount_of(rng: random.Random) -> Decimal:
    return Decimal(rng.randint(-20_000, 900_000) or 1) / 100


def make_cost(rng: random.Random) -> PlainCost:
    case = rng.choice([None, rng.randrange(12)])
    return PlainCost(
        month=shifted_month(FIRST_MONTH, rng.randrange(MONTHS)),
        category=rng.choice(CostCategory.values),
        amount=amount_of(rng),
        unit=rng.choice([None, 0, 1, 2]),
        case=case,
        model=None if case is not None else rng.choice([None, 0, 1]),
        is_void=rng.random() < 0.1,
    )


def make_benefit(rng: random.Random, case: int, month: dt.date) -> PlainBenefit:
    claimed = datetime(month.year, month.month, 20, 9, tzinfo=UTC)
    settled = claimed + timedelta(days=rng.randint(1, 60)) if rng.random() < 0.8 else None
    is_revoked = settled is not None and rng.random() < 0.15
    revoked = settled + timedelta(days=rng.randint(1, 90)) if is_revoked else None
    return PlainBenefit(case, month, Decimal(rng.randint(100, 500_000)) / 100, settled, revoked)


def make_money(seed: int, by: Membership, finance: Membership) -> Money:
    """Everything stored in the organization in scope, and told."""
    rng = random.Random(seed)  # noqa: S311  (a history, not a secret)
    cases = make_history(seed, count=12)
    store(cases)
    units = [BusinessUnit.objects.create(name=f"U{i}", code=f"u{i}") for i in range(3)]
    case_units = [rng.choice([None, 0, 1, 2]) for _ in cases]
    for number, place in enumerate(case_units, start=1):
        UseCase.objects.filter(number=number).update(business_unit=at(units, place))
    models = [
        AIModel.objects.create(number=i + 1, name=f"m{i}", owner=by, steward_unit=units[i])
        for i in range(2)
    ]
    pairs = {
        (rng.randrange(12), shifted_month(FIRST_MONTH, rng.randrange(MONTHS))) for _ in range(40)
    }
    money = Money(
        cases=cases,
        units=units,
        case_units=case_units,
        models=models,
        costs=[make_cost(rng) for _ in range(150)],
        used=make_use(rng),
        budgets=make_budgets(rng),
        benefits=[make_benefit(rng, *pair) for pair in sorted(pairs)],
    )
    store_costs(money)
    store_use(money)
    store_benefits(money, by, finance)
    return money


def make_use(rng: random.Random) -> list[PlainUse]:
    days = range(0, (END - BEGIN).days, 9)
    return [
        PlainUse(
            BEGIN.date() + timedelta(days=day),
            rng.randrange(2),
            rng.randint(0, 5000),
            Decimal(rng.randint(0, 900_000)) / 10_000,
        )
        for day in days
    ]


def make_budgets(rng: random.Random) -> list[PlainBudget]:
    lines = []
    for year in (2025, 2026):
        for unit in (None, 1):
            for category in CostCategory.values if unit is None else ["people", "platform"]:
                said = datetime(year - 1, 11, 5, tzinfo=UTC)
                for change in range(rng.choice([1, 2])):
                    moment = said + timedelta(days=200 * change)
                    planned = Decimal(rng.randint(0, 5_000_000)) / 100
                    lines.append(PlainBudget(year, category, unit, planned, moment))
    return lines


def at(rows: list, place: int | None):
    return None if place is None else rows[place]


def store_costs(money: Money) -> None:
    cases = {case.number: case for case in UseCase.objects.all()}
    for number, cost in enumerate(money.costs, start=1):
        CostEntry.objects.create(
            number=number,
            month=cost.month,
            category=cost.category,
            amount=cost.amount,
            description=f"Cost {number}",
            business_unit=at(money.units, cost.unit),
            use_case=None if cost.case is None else cases[cost.case + 1],
            model=at(money.models, cost.model),
            voided_at=END if cost.is_void else None,
            void_reason="A test" if cost.is_void else "",
        )
    for line in money.budgets:
        BudgetLine.objects.create(
            fiscal_year=line.year,
            category=line.category,
            business_unit=at(money.units, line.unit),
            planned=line.planned,
            set_at=line.set_at,
        )


def store_use(money: Money) -> None:
    versions = [ModelVersion.objects.create(model=model, number=1) for model in money.models]
    for use in money.used:
        UsageRecord.objects.create(
            version=versions[use.model], day=use.day, consumer="app", calls=use.calls, cost=use.cost
        )


def store_benefits(money: Money, by: Membership, finance: Membership) -> None:
    cases = {case.number: case for case in UseCase.objects.all()}
    benefits = {}
    for told in money.benefits:
        if told.case not in benefits:
            benefits[told.case] = Benefit.objects.create(
                number=told.case + 1,
                use_case=cases[told.case + 1],
                title=f"Benefit {told.case}",
                hypothesis="Less work",
                kind=BenefitKind.HOURS,
                process="Work",
                owner=by,
                state=BenefitState.HYPOTHESIS,
            )
        state = EntryState.CLAIMED if told.settled_at is None else EntryState.VERIFIED
        BenefitEntry.objects.create(
            benefit=benefits[told.case],
            month=told.month,
            claimed_amount=told.amount,
            evidence="Counted",
            claimed_by=by,
            claimed_at=datetime(told.month.year, told.month.month, 20, 9, tzinfo=UTC),
            state=EntryState.REVOKED if told.revoked_at else state,
            verified_amount=None if told.settled_at is None else told.amount,
            settled_by=None if told.settled_at is None else finance,
            settled_at=told.settled_at,
            revoked_at=told.revoked_at,
            revoked_because="A mistake" if told.revoked_at else "",
        )
