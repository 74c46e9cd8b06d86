"""Money of the year: budgets, costs month by month, and the units that begin to pay for them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.roles import Role
from demo.director import Director, Story
from demo.founding import House
from demo.script import Script
from demo.working_hours import Calendar
from intake.choices import Stage
from intake.models.use_cases import UseCase
from metrics.actions.chargebacks import (
    Settlement,
    accept_statement,
    dispute_statement,
    draw_up,
    issue_statement,
    settle_statement,
)
from metrics.actions.costs import BudgetTerms, CostTerms, book_costs, set_budget
from metrics.actions.funding import CentreTerms, FundingTerms, set_cost_centre, set_funding
from metrics.choices import AllocationKey, CostCategory, FundingModel
from metrics.logic.spending import first_of_month, fiscal_year_of, shifted_month
from metrics.models.chargebacks import Statement
from registry.choices import VersionStage
from registry.models.models import AIModel, ModelVersion

MONTHS: Final = 11
CHARGED_MONTHS: Final = 3
BOOKED_AFTER, ISSUED_AFTER, ANSWERED_AFTER, SETTLED_AFTER = 4, 7, 4, 9
RUNNING: Final = (Stage.PILOT, Stage.PRODUCTION, Stage.MONITORING)
MOST_CASES: Final = 5
MOST_MODELS: Final = 3
YEARLY: Final = {
    CostCategory.PEOPLE: 1_560_000,
    CostCategory.PLATFORM: 520_000,
    CostCategory.TRAINING: 150_000,
    CostCategory.EXTERNAL: 210_000,
}
COMMON: Final = (
    (CostCategory.PEOPLE, "Salaries of the CoE", 118_000, 126_000),
    (CostCategory.PLATFORM, "Model gateway and vector database", 17_000, 21_000),
    (CostCategory.PLATFORM, "Monitoring and logging", 6_000, 7_500),
    (CostCategory.TRAINING, "Workshops and course licences", 6_000, 15_000),
    (CostCategory.EXTERNAL, "Red-teaming and legal advice", 8_000, 24_000),
)

DISPUTE: Final = (
    "The compute of our pilot is charged for the whole month, but the pilot ended on the 12th."
)


class Spending:
    """Starts the story of one organization's money."""

    def __init__(self, script: Script, house: House, director: Director) -> None:
        self._script = script
        self._house = house
        self._director = director
        zone = ZoneInfo(house.organization.timezone)
        self._zone = zone
        self._time = Calendar(director.now, zone, f"{script.slug}/money")
        self._dice = random.Random(f"{script.slug}/money")  # noqa: S311  (a story, not a secret)
        self._today = director.now.astimezone(zone).date()

    def open(self) -> None:
        """Take up the story."""
        self._director.start(self._plan())
        for ago in range(MONTHS, 0, -1):
            self._director.start(self._month(shifted_month(first_of_month(self._today), -ago), ago))

    def _treasurer(self) -> Actor:
        """Whoever keeps the books: finance, or the founder."""
        people = self._script.people.items()
        keys = [key for key, person in people if Role.FINANCE in person.roles]
        return self._house.actor(keys[0] if keys else self._script.founder)

    def _plan(self) -> Story:
        """Budgets of this year and the one before, heads of units, and who pays."""
        yield self._time.days_ago(340)
        actor = self._treasurer()
        now = fiscal_year_of(self._today, self._script.fiscal_year_start_month).year
        for year, percent in ((now - 1, 92), (now, 100)):
            amounts = {one: Decimal(amount * percent // 100) for one, amount in YEARLY.items()}
            set_budget(BudgetTerms(fiscal_year=year, amounts=amounts), actor=actor)
        for code, unit in self._script.units.items():
            if unit.sponsor:
                head = self._house.people[unit.sponsor]
                terms = CentreTerms(
                    business_unit=self._house.units[code], head=head, code=f"KST-{code}"
                )
                set_cost_centre(terms, actor=actor)
        begin = shifted_month(first_of_month(self._today), -MONTHS)
        set_funding(FundingTerms(from_month=begin, model=FundingModel.CENTRAL), actor=actor)
        yield self._time.days_ago(30 * (CHARGED_MONTHS + 1))
        hybrid = FundingTerms(
            from_month=shifted_month(first_of_month(self._today), -CHARGED_MONTHS),
            model=FundingModel.HYBRID,
            share=Decimal(25),
            key=AllocationKey.HEADCOUNT,
            note="Units that use the platform bear a part of it. The core stays central.",
        )
        set_funding(hybrid, actor=self._treasurer())

    def _month(self, month: dt.date, ago: int) -> Story:
        """Booked in the first days of the next month; charged where units pay."""
        over = dt.datetime.combine(shifted_month(month, 1), dt.time(9), self._zone)
        yield self._time.after(over, BOOKED_AFTER)
        lines = [*self._common(month), *self._projects(month), *self._models(month)]
        book_costs(lines, actor=self._treasurer())
        if ago > CHARGED_MONTHS:
            return
        yield self._time.after(over, ISSUED_AFTER)
        actor = self._treasurer()
        issued = [issue_statement(one, None, actor=actor) for one in draw_up(month, actor=actor)]
        if ago == 1:
            return
        yield self._time.after(over, ISSUED_AFTER + ANSWERED_AFTER)
        disputed = self._answer(issued, ago)
        if disputed is not None:
            yield self._time.after(over, ISSUED_AFTER + SETTLED_AFTER)
            answer = Settlement(
                answer="You are right: the pilot ended in the middle of the month.",
                credit=(disputed.total / 5).quantize(Decimal("0.01")),
            )
            settle_statement(disputed, answer, actor=self._treasurer())

    def _common(self, month: dt.date) -> Iterator[CostTerms]:
        for line, (category, description, least, most) in enumerate(COMMON, start=1):
            yield CostTerms(
                month=month,
                category=category,
                amount=Decimal(self._dice.randint(least, most)),
                description=description,
                invoice=f"{month:%Y-%m}/{line}",
            )

    def _projects(self, month: dt.date) -> Iterator[CostTerms]:
        """Compute and help of the use cases that run."""
        cases = UseCase.objects.filter(stage__in=RUNNING, business_unit__isnull=False)
        for case in cases.select_related("business_unit").order_by("number")[:MOST_CASES]:
            yield CostTerms(
                month=month,
                category=CostCategory.PLATFORM,
                amount=Decimal(self._dice.randint(1_200, 4_800)),
                description=f"Compute of {case.title}"[:200],
                invoice=f"{month:%Y-%m}/{case.reference}",
                use_case=case,
            )

    def _models(self, month: dt.date) -> Iterator[CostTerms]:
        """Serving of the models that are in production."""
        versions = ModelVersion.objects.filter(stage=VersionStage.PRODUCTION)
        served = AIModel.objects.filter(pk__in=versions.values("model"))
        for model in served.order_by("number")[:MOST_MODELS]:
            yield CostTerms(
                month=month,
                category=CostCategory.PLATFORM,
                amount=Decimal(self._dice.randint(900, 2_600)),
                description=f"Serving of {model.name}"[:200],
                invoice=f"{month:%Y-%m}/{model.reference}",
                model=model,
            )

    def _answer(self, issued: list[Statement], ago: int) -> Statement | None:
        """Heads accept what was issued to them; once somebody does not."""
        disputed = None
        for statement in issued:
            if statement.head is None:
                continue
            head = Actor.member(statement.head)
            if ago == CHARGED_MONTHS and disputed is None:
                disputed = dispute_statement(statement, DISPUTE, actor=head)
            else:
                accept_statement(statement, actor=head)
        return disputed
