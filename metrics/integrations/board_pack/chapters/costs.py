"""What the quarter cost, by category, against the budget of the year."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.ui import formats
from metrics.integrations.board_pack.charts import PartRows
from metrics.integrations.board_pack.sections import Chapter, Field, Sheet, chapter
from metrics.queries.pack_costs import CostRow, costs_told
from metrics.queries.pack_numbers import PackNumbers

TITLE: Final = gettext_lazy("Costs")
MONEY: Final = "#,##0.00"
FIELDS: Final = (
    Field(gettext_lazy("Category"), 24),
    Field(gettext_lazy("This quarter"), 18, MONEY),
    Field(gettext_lazy("Fiscal year so far"), 18, MONEY),
    Field(gettext_lazy("Budget of the year"), 18, MONEY),
)


@chapter("costs", order=32, title=TITLE)
def costs(numbers: PackNumbers) -> Chapter | None:
    """None where nothing was ever booked or planned in the year."""
    told = costs_told(numbers.as_of)
    if told.is_empty:
        return None
    currency = numbers.organization.currency
    chart = PartRows(
        title=_("Costs of the quarter by category"),
        names=tuple(str(row.category.label) for row in told.rows),
        values=tuple(float(row.quarter) for row in told.rows),
        texts=tuple(formats.money(row.quarter, currency) for row in told.rows),
    )
    text = _("The quarter cost %(quarter)s; the fiscal year so far %(year)s.")
    if told.budget:
        text = _("The quarter cost %(quarter)s; the year so far %(year)s of %(budget)s planned.")
    sums = {"quarter": told.quarter, "year": told.year, "budget": told.budget}
    written = {name: formats.money(amount, currency) for name, amount in sums.items()}
    return Chapter(
        "metrics/packs/chapters/costs.html",
        {"told": told, "chart": chart, "currency": currency},
        sheets=(Sheet(TITLE, FIELDS, tuple(_cells(row) for row in told.rows)),),
        data=[_facts(row) for row in told.rows],
        highlights=(text % written,),
    )


def _cells(row: CostRow) -> tuple[Any, ...]:
    return (str(row.category.label), row.quarter, row.year, row.budget)


def _facts(row: CostRow) -> dict[str, str]:
    return {
        "category": row.category.value,
        "quarter": str(row.quarter),
        "year": str(row.year),
        "budget": str(row.budget),
    }
