"""What use cases brought: verified by finance, and claimed; the two are never added up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils import formats as dates
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.ui import formats
from metrics.integrations.board_pack.charts import PartRows
from metrics.integrations.board_pack.sections import SHORT, Chapter, Field, Sheet, chapter
from metrics.queries.pack_benefits import BenefitRow, BenefitsTold, benefits_told
from metrics.queries.pack_numbers import PackNumbers

MOST_ON_PAGES: Final = 25
TITLE: Final = gettext_lazy("Benefits")
MONEY: Final = "#,##0.00"
FIELDS: Final = (
    Field(gettext_lazy("Id"), 10),
    Field(gettext_lazy("Benefit"), 44),
    Field(gettext_lazy("Use case"), 40),
    Field(gettext_lazy("Kind"), 18),
    Field(gettext_lazy("State"), 16),
    Field(gettext_lazy("Verified in the quarter"), 18, MONEY),
    Field(gettext_lazy("Claimed, not verified"), 18, MONEY),
)


@chapter("benefits", order=30, title=TITLE)
def benefits(numbers: PackNumbers) -> Chapter | None:
    """None for a quarter in which nothing was measured."""
    told = benefits_told(numbers.as_of)
    if not told.rows:
        return None
    currency = numbers.organization.currency
    context = {
        "verified": _chart(_("Verified by finance"), told, told.verified, currency),
        "claimed": _chart(_("Claimed, not verified"), told, told.claimed, currency),
        "verified_sum": told.verified_sum,
        "claimed_sum": told.claimed_sum,
        "rows": told.rows[:MOST_ON_PAGES],
        "left": max(0, len(told.rows) - MOST_ON_PAGES),
        "currency": currency,
    }
    return Chapter(
        "metrics/packs/chapters/benefits.html",
        context,
        sheets=(Sheet(TITLE, FIELDS, tuple(_cells(row) for row in told.rows)),),
        data=[_facts(row) for row in told.rows],
        highlights=(_highlight(told, currency),),
        flows=len(told.rows) <= SHORT,
    )


def _chart(title: str, told: BenefitsTold, values: Sequence[Decimal], currency: str) -> PartRows:
    return PartRows(
        title=title,
        names=tuple(dates.date_format(month, "F Y") for month in told.months),
        values=tuple(float(value) for value in values),
        texts=tuple(formats.money(value, currency) for value in values),
    )


def _highlight(told: BenefitsTold, currency: str) -> str:
    text = _("Finance verified %(verified)s of benefits of the quarter; %(claimed)s more wait.")
    return text % {
        "verified": formats.money(told.verified_sum, currency),
        "claimed": formats.money(told.claimed_sum, currency),
    }


def _cells(row: BenefitRow) -> tuple[Any, ...]:
    return (
        row.reference,
        row.title,
        row.use_case,
        row.kind,
        row.state,
        row.verified,
        row.claimed,
    )


def _facts(row: BenefitRow) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "verified": str(row.verified),
        "claimed": str(row.claimed),
    }
