"""Benefits and costs, read from rows into plain Python."""

from __future__ import annotations

from metrics.models.benefits import BenefitEntry
from metrics.models.costs import BudgetLine, CostEntry
from registry.models.models import AIModel, UsageRecord
from tests.metrics.money import Money, PlainBenefit, PlainBudget, PlainCost, PlainUse
from tests.metrics.plain.benefits import PlainEntry, PlainLedger


def ledger_loaded(cases):
    """Months of benefits; `cases` are by their key."""
    places = {key: place for place, key in enumerate(cases)}
    rows = BenefitEntry.objects.order_by("pk").values(
        *("benefit__use_case", "benefit__kind", "benefit__unit__code", "month"),
        *("claimed_amount", "claimed_hours", "verified_hours", "claimed_at", "settled_at"),
        *("verified_amount", "revoked_at"),
    )
    entries = [_entry(places[row["benefit__use_case"]], row) for row in rows]
    return PlainLedger(entries, list(cases.values()))


def _entry(case, row):
    verified = row["verified_amount"]
    return PlainEntry(
        case=case,
        kind=row["benefit__kind"],
        unit=row["benefit__unit__code"] or "",
        month=row["month"],
        claimed=float(row["claimed_amount"]),
        hours=float(row["claimed_hours"] or 0),
        hours_verified=float(row["verified_hours"] or 0),
        claimed_at=row["claimed_at"],
        settled_at=row["settled_at"],
        verified=None if verified is None else float(verified),
        revoked_at=row["revoked_at"],
    )


def money_loaded(cases):
    """Costs, budgets, what use cost, and what was verified; units are named by their keys."""
    places = {key: place for place, key in enumerate(cases)}
    models = list(AIModel.objects.order_by("pk"))
    model_places = {model.pk: place for place, model in enumerate(models)}
    costs = CostEntry.objects.values_list(
        *("month", "category", "amount", "business_unit", "use_case", "model"),
        *("voided_at", "booked_at"),
    )
    used = UsageRecord.objects.values_list("day", "version__model", "calls", "cost", "updated_at")
    budgets = BudgetLine.objects.order_by("set_at", "pk").values_list(
        "fiscal_year", "category", "business_unit", "planned", "set_at"
    )
    verified = BenefitEntry.objects.filter(verified_amount__isnull=False).values_list(
        "benefit__use_case", "month", "verified_amount", "settled_at", "revoked_at"
    )
    return Money(
        cases=list(cases.values()),
        units=[],
        case_units=[],
        models=models,
        costs=[
            PlainCost(
                *(month, category, amount, unit, places.get(case), model_places.get(model)),
                *(voided_at is not None, booked_at),
            )
            for month, category, amount, unit, case, model, voided_at, booked_at in costs
        ],
        used=[PlainUse(day, model_places[model], *rest) for day, model, *rest in used],
        budgets=[PlainBudget(*row) for row in budgets],
        benefits=[PlainBenefit(places[case], *rest) for case, *rest in verified],
    )
