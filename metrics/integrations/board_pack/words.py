"""Numbers of KPIs in words, and parts of a KPI by their labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from coe_portal.ui import formats
from metrics.choices import Unit
from metrics.logic.periods import Change
from metrics.queries.pack_numbers import KpiLine

# How a spreadsheet writes a number of this unit.
FORMS: Final[Mapping[Unit, str]] = {
    Unit.COUNT: "#,##0.##",
    Unit.PERCENT: '0.0" %"',
    Unit.MONEY: "#,##0.00",
}
OTHER_FORM: Final = "#,##0.0"
SUFFIXES: Final = {
    Unit.PERCENT: "%",
    Unit.HOURS: gettext_lazy("h"),
    Unit.MONTHS: gettext_lazy("months"),
    Unit.PER_MONTH: gettext_lazy("a month"),
}
UNBROKEN: Final = "\N{NO-BREAK SPACE}"


def written(value: float | None, unit: str, currency: str) -> str:
    """A number as a sentence or a table says it; a dash for none."""
    if value is None:
        return formats.DASH
    if unit == Unit.MONEY:
        return formats.money(value, currency)
    figure = formats.number(value, 0 if float(value).is_integer() else 1)
    if unit == Unit.DAYS:
        return ngettext("%(n)s day", "%(n)s days", 1 if value == 1 else 2) % {"n": figure}
    suffix = SUFFIXES.get(Unit(unit))
    return f"{figure}{UNBROKEN}{suffix}" if suffix else figure


def form_of(unit: str) -> str:
    """The number format of a cell."""
    return FORMS.get(Unit(unit), OTHER_FORM)


def change_written(moved: Change | None, unit: str, currency: str) -> str:
    """`+12 %`, `-3 points`, `no change`; a dash where there is nothing to compare with."""
    if moved is None:
        return formats.DASH
    if not moved.direction:
        return _("no change")
    sign = "+" if moved.direction > 0 else "\N{MINUS SIGN}"
    if unit == Unit.PERCENT:
        points = formats.number(abs(moved.difference), 1)
        return _("%(sign)s%(count)s points") % {"sign": sign, "count": points}
    if moved.percent is None:
        return sign + written(abs(moved.difference), unit, currency)
    return f"{sign}{abs(moved.percent):.0f}{UNBROKEN}%"


def verdict(line: KpiLine) -> str:
    """How a change is to be read, in a word: colours are lost on paper."""
    if line.is_better is None:
        return ""
    return _("better") if line.is_better else _("worse")
