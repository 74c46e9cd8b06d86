"""The numbers of money, computed without the database: parts of each KPI, and its value."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from statistics import fmean, median

from metrics.logic.spending import first_of_month, fiscal_year_of, months_between, shifted_month
from tests.metrics.plain.facts import Row, day_of

RUNNING = {"production", "monitoring"}
BEFORE_ALL = dt.date(2000, 1, 1)


class PlainMoney:
    """Asks a generated history for what it cost and brought, seen from a moment."""

    def __init__(self, money, as_of):
        self.money, self.as_of = money, as_of
        self.first = as_of.quarter.starts_on
        self.last = first_of_month(min(day_of(as_of), as_of.quarter.ends_on))
        self.running = [
            place
            for place, case in enumerate(money.cases)
            if case.registered_at <= as_of.at and case.stage_at(as_of.at) in RUNNING
        ]

    def costs(self, first, last):
        return [
            cost for cost in self.money.costs if not cost.is_void and first <= cost.month <= last
        ]

    def tier(self, place):
        return self.money.cases[place].tier_at(self.as_of.at)

    def rows(self, code):
        """(part, amount, base) of each row."""
        return getattr(self, code)()

    def cost_per_model(self):
        of_model = defaultdict(Decimal)
        for cost in self.costs(self.first, self.last):
            if cost.model is not None:
                of_model[cost.model] += cost.amount
        return [
            (self.money.models[model].kind, float(amount), None)
            for model, amount in of_model.items()
        ]

    def infrastructure_cost_per_case(self):
        costs = [c for c in self.costs(self.first, self.last) if c.category == "platform"]
        shared = sum((c.amount for c in costs if c.case not in self.running), Decimal(0))
        return [
            (
                self.tier(place),
                float(sum((c.amount for c in costs if c.case == place), Decimal(0)))
                + float(shared) / len(self.running),
                None,
            )
            for place in self.running
        ]

    def cost_per_workflow(self):
        own = defaultdict(Decimal)
        for cost in self.costs(self.first, self.last):
            if cost.case in self.running:
                own[cost.case] += cost.amount
        return [(self.tier(place), float(amount), None) for place, amount in own.items()]

    def cost_per_request(self):
        last = min(day_of(self.as_of), self.as_of.quarter.ends_on)
        return [
            (self.money.models[use.model].name, float(use.cost) * 1000, float(use.calls))
            for use in self.money.used
            if self.first <= use.day <= last
        ]

    def budget_vs_actual(self):
        year = fiscal_year_of(self.first, self.as_of.quarter.first_month)
        lines = {}
        for line in sorted(self.money.budgets, key=lambda one: one.set_at):
            if line.year == year.year and line.set_at <= self.as_of.at:
                lines[line.category, line.unit] = line.planned
        spent = defaultdict(Decimal)
        for cost in self.costs(year.first, self.last):
            own = (cost.category, cost.unit)
            spent[own if own in lines else (cost.category, None)] += cost.amount
        begun = year.begun(self.last)
        return [
            (category, float(spent[category, unit]) * 100, float(planned) * begun / 12)
            for (category, unit), planned in lines.items()
        ]

    def verified(self, first, last):
        at = self.as_of.at
        return [
            one
            for one in self.money.benefits
            if first <= one.month <= last
            and one.settled_at is not None
            and one.settled_at <= at
            and not (one.revoked_at and one.revoked_at <= at)
            and self.money.cases[one.case].registered_at <= at
        ]

    def twelve_months(self):
        """First month, costs and verified benefits, the cases that have any, and their share."""
        first = shifted_month(self.last, -11)
        costs, value = self.costs(first, self.last), self.verified(first, self.last)
        known = {
            place
            for place in {c.case for c in costs} | {one.case for one in value}
            if place is not None and self.money.cases[place].registered_at <= self.as_of.at
        }
        shared = sum((c.amount for c in costs if c.case not in known), Decimal(0))
        return first, costs, value, known, float(shared) / max(len(known), 1)

    def roi(self):
        _first, costs, value, known, share = self.twelve_months()
        rows = []
        for place in known:
            own = sum((c.amount for c in costs if c.case == place), Decimal(0))
            cost = float(own) + share
            brought = float(sum((one.amount for one in value if one.case == place), Decimal(0)))
            rows.append((self.tier(place), (brought - cost) * 100, cost))
        return rows

    def payback(self):
        """What was spent before the first benefit, over what is left in a month since."""
        first, _costs, value, known, share = self.twelve_months()
        oldest = min((c.month for c in self.money.costs if not c.is_void), default=first)
        begins = min(max(first, oldest), self.last)
        overhead = share / (months_between(begins, self.last) + 1)
        rows = []
        for place in known:
            own = [c for c in self.costs(oldest, self.last) if c.case == place]
            months = [
                one.month for one in self.verified(BEFORE_ALL, self.last) if one.case == place
            ]
            begun = min(months, default=None)
            if begun is None:
                before, left = sum(float(c.amount) for c in own), 0.0
            else:
                before = sum(float(c.amount) for c in own if c.month < begun)
                since = max(begun, first)
                brought = sum(float(one.amount) for one in value if one.case == place)
                running = sum(float(c.amount) for c in own if c.month >= since)
                left = (brought - running) / (months_between(since, self.last) + 1)
            rows.append((self.tier(place), max(before, 0.0), left - overhead))
        return rows


def summed_up(rows, how):
    """The number of some rows; None of none."""
    if how == "ratio":
        base = sum(base for _part, _amount, base in rows)
        return sum(amount for _part, amount, _base in rows) / base if base > 0 else None
    amounts = [amount for _part, amount, _base in rows]
    if not amounts:
        return None
    return {"mean": fmean, "median": median}[how](amounts)


def of_money(code):
    """The rows of one number, as those of every other."""

    def rows(money, as_of):
        return [Row(*row) for row in PlainMoney(money, as_of).rows(code)]

    return rows


NUMBERS = {
    code: of_money(code)
    for code in (
        "budget_vs_actual",
        "cost_per_model",
        "cost_per_request",
        "cost_per_workflow",
        "infrastructure_cost_per_case",
        "payback",
        "roi",
    )
}
