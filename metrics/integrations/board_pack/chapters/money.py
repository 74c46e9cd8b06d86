"""What the quarter cost against the budget of its year, what came back, and what units pay."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.ui import formats
from metrics.choices import CostCategory
from metrics.integrations.board_pack.charts import PartRows
from metrics.integrations.board_pack.gauges import Gauge, GaugeRows
from metrics.integrations.board_pack.sections import Chapter, Field, Sheet, chapter
from metrics.models.chargebacks import Statement
from metrics.queries.pack_costs import CostRow, CostsTold, costs_told
from metrics.queries.pack_numbers import PackNumbers
from metrics.queries.pack_return import Brought, UnitCharged, brought_in, by_unit, statements_for
from metrics.wording import written

MOST_UNITS: Final = 25
MONEY: Final = "#,##0.00"
COST_FIELDS: Final = (
    Field(gettext_lazy("Category"), 24),
    Field(gettext_lazy("This quarter"), 18, MONEY),
    Field(gettext_lazy("Fiscal year so far"), 18, MONEY),
    Field(gettext_lazy("Foreseen for the year"), 18, MONEY),
    Field(gettext_lazy("Budget of the year"), 18, MONEY),
    Field(gettext_lazy("Left as foreseen"), 18, MONEY),
)
RETURN_FIELDS: Final = (
    Field(gettext_lazy("Fiscal year so far"), 34),
    Field(gettext_lazy("Amount"), 18, MONEY),
)
STATEMENT_FIELDS: Final = (
    Field(gettext_lazy("Statement"), 12),
    Field(gettext_lazy("Business unit"), 30),
    Field(gettext_lazy("Cost centre"), 16),
    Field(gettext_lazy("Month"), 12, "yyyy-mm"),
    Field(gettext_lazy("Kind"), 14),
    Field(gettext_lazy("State"), 12),
    Field(gettext_lazy("Issued"), 18, "yyyy-mm-dd hh:mm"),
    Field(gettext_lazy("Total"), 18, MONEY),
    Field(gettext_lazy("Currency"), 10),
)
# KPIs that say what came back: of twelve months, and of all the time.
OF_RETURN: Final = ("roi", "payback")


@dataclass(frozen=True)
class Money:
    """All that the chapter tells of."""

    costs: CostsTold
    brought: Brought
    statements: tuple[Statement, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nobody keeps books here."""
        has_come = self.brought.verified or self.brought.claimed
        return self.costs.is_empty and not has_come and not self.statements

    def data(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "fiscal_year": self.costs.fiscal_year.year,
            "costs": [
                {"category": category.value, **_amounts(row)} for category, row in self.costs.rows
            ],
            "verified": self.brought.verified,
            "claimed": self.brought.claimed,
            "statements": [
                {"reference": one.reference, "unit": one.business_unit.code, "total": one.total}
                for one in self.statements
            ],
        }


@chapter("money", order=29, title=gettext_lazy("Money"))
def money(numbers: PackNumbers) -> Chapter | None:
    """None where nobody keeps books."""
    costs = costs_told(numbers.as_of)
    brought = brought_in(costs.fiscal_year, numbers.as_of)
    told = Money(costs, brought, statements_for(numbers.as_of))
    if told.is_empty:
        return None
    currency = numbers.organization.currency
    units = by_unit(told.statements)
    context = {
        "costs": costs,
        "currency": currency,
        "budget_chart": _budget_chart(costs, currency),
        "outlook": _outlook(costs, currency),
        "brought": brought,
        "return_chart": _return_chart(told, currency),
        "returns": list(_returns(numbers, currency)),
        "units": units[:MOST_UNITS],
        "left": max(0, len(units) - MOST_UNITS),
    }
    return Chapter(
        "metrics/packs/chapters/money.html",
        context,
        sheets=tuple(_sheets(told)),
        data=told.data(),
        highlights=tuple(_highlights(costs, units, currency)),
    )


def _budget_chart(costs: CostsTold, currency: str) -> GaugeRows:
    """Spent, foreseen and planned by category."""
    return GaugeRows(
        _("Costs of the fiscal year by category"),
        tuple(
            Gauge(
                name=str(category.label),
                value=float(row.year),
                text=_against(row.year, row.budget, currency),
                foreseen=float(row.foreseen),
                target=float(row.budget) if row.budget else None,
            )
            for category, row in costs.rows
        ),
    )


def _against(spent: Decimal, budget: Decimal, currency: str) -> str:
    if not budget:
        return formats.money(spent, currency)
    return _("%(spent)s of %(budget)s") % {
        "spent": formats.money(spent, currency),
        "budget": formats.money(budget, currency),
    }


def _outlook(costs: CostsTold, currency: str) -> str:
    """How the year will end as foreseen, in a sentence."""
    whole = costs.together
    sums = {"foreseen": formats.money(whole.foreseen, currency)}
    if whole.left is None:
        return _("The year is foreseen to cost %(foreseen)s; no budget is set.") % sums
    sums |= {
        "budget": formats.money(whole.budget, currency),
        "gap": formats.money(abs(whole.left), currency),
    }
    if whole.left < 0:
        text = _(
            "The year is foreseen to cost %(foreseen)s: %(gap)s over the budget of %(budget)s."
        )
    else:
        text = _(
            "The year is foreseen to cost %(foreseen)s: %(gap)s within the budget of %(budget)s."
        )
    return text % sums


def _return_chart(told: Money, currency: str) -> PartRows:
    bars = (
        (_("Spent"), told.costs.together.year),
        (_("Verified by finance"), told.brought.verified),
        (_("Claimed, not verified"), told.brought.claimed),
    )
    return PartRows(
        title=_("Spent, verified and claimed in the fiscal year so far"),
        names=tuple(name for name, _amount in bars),
        values=tuple(float(amount) for _name, amount in bars),
        texts=tuple(formats.money(amount, currency) for _name, amount in bars),
    )


def _returns(numbers: PackNumbers, currency: str) -> Iterable[tuple[str, str]]:
    """What came back as the catalogue counts it, as far as it is known."""
    for code in OF_RETURN:
        line = numbers.line(code)
        if line is not None and line.value is not None:
            yield str(line.kpi.question), written(line.value, line.kpi.unit, currency)


def _highlights(costs: CostsTold, units: tuple[UnitCharged, ...], currency: str) -> Iterable[str]:
    whole = costs.together
    if not costs.is_empty:
        sums = {
            "quarter": formats.money(whole.quarter, currency),
            "year": _against(whole.year, whole.budget, currency),
        }
        yield _("The quarter cost %(quarter)s; the fiscal year so far %(year)s.") % sums
        yield _outlook(costs, currency)
    if units:
        together = sum((one.together for one in units), Decimal(0))
        yield _("Business units were charged %(amount)s for the quarter.") % {
            "amount": formats.money(together, currency)
        }


def _sheets(told: Money) -> Iterable[Sheet]:
    rows = tuple(_cost_cells(category, row) for category, row in told.costs.rows)
    yield Sheet(_("Costs"), COST_FIELDS, rows)
    returned = (
        (_("Spent"), told.costs.together.year),
        (_("Benefits verified by finance"), told.brought.verified),
        (_("Benefits claimed, not verified"), told.brought.claimed),
    )
    yield Sheet(_("Return"), RETURN_FIELDS, returned)
    if told.statements:
        cells = tuple(_statement_cells(one) for one in told.statements)
        yield Sheet(_("Chargebacks"), STATEMENT_FIELDS, cells)


def _cost_cells(category: CostCategory, row: CostRow) -> tuple[Any, ...]:
    budget = row.budget or None
    return (str(category.label), row.quarter, row.year, row.foreseen, budget, row.left)


def _statement_cells(one: Statement) -> tuple[Any, ...]:
    return (
        one.reference,
        str(one.business_unit),
        one.cost_centre,
        one.month,
        str(one.get_kind_display()),
        str(one.get_state_display()),
        one.issued_at,
        one.total,
        one.currency,
    )


def _amounts(row: CostRow) -> dict[str, Decimal]:
    return {
        "quarter": row.quarter,
        "year": row.year,
        "foreseen": row.foreseen,
        "budget": row.budget,
    }
