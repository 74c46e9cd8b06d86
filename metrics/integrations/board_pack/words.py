"""Numbers of KPIs in words, and parts of a KPI by their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from coe_portal.ui import formats
from metrics.choices import Unit
from metrics.logic.periods import Change
from metrics.queries.pack_numbers import KpiLine
from metrics.wording import moved_by

# How a spreadsheet writes a number of this unit.
FORMS: Final[Mapping[Unit, str]] = {
    Unit.PERCENT: '0.0" %"',
    Unit.MONEY: "#,##0.00",
}
OTHER_FORM: Final = "#,##0.0"


def form_of(unit: str, value: float | None) -> str:
    """The number format of a cell: money has its cents, whole things have no decimals."""
    if unit == Unit.COUNT and value is not None and float(value).is_integer():
        return "#,##0"
    return FORMS.get(Unit(unit), OTHER_FORM)


def change_written(moved: Change | None, unit: str, currency: str) -> str:
    """`+12 %`, `-3 points`, `no change`; a dash where there is nothing to compare with."""
    if moved is None:
        return formats.DASH
    if not moved.direction:
        return _("no change")
    sign = "+" if moved.direction > 0 else "\N{MINUS SIGN}"
    return sign + moved_by(moved, unit, currency)


def verdict(line: KpiLine) -> str:
    """How a change is to be read, in a word: colours are lost on paper."""
    if line.is_better is None:
        return ""
    return _("better") if line.is_better else _("worse")
