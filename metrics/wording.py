"""How the number of a KPI is written for people."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext as _, gettext_lazy, ngettext

from coe_portal.ui import formats
from metrics.choices import Direction, Unit
from metrics.logic.standing import Bands

SUFFIXES: Final = {
    Unit.PERCENT: "%",
    Unit.HOURS: gettext_lazy("h"),
    Unit.MONTHS: gettext_lazy("months"),
    Unit.PER_MONTH: gettext_lazy("a month"),
    Unit.LEVELS: gettext_lazy("levels"),
}
UNBROKEN: Final = "\N{NO-BREAK SPACE}"


def written(value: float | None, unit: str, currency: str) -> str:
    """`42`, `12.5 days`, `87 %`, `€1.2m`; a dash for nothing."""
    if value is None:
        return formats.DASH
    if unit == Unit.MONEY:
        return formats.money(value, currency)
    figure = formats.number(value, 0 if float(value).is_integer() else 1)
    if unit == Unit.DAYS:
        return ngettext("%(n)s day", "%(n)s days", 1 if value == 1 else 2) % {"n": figure}
    suffix = SUFFIXES.get(Unit(unit))
    return f"{figure}{UNBROKEN}{suffix}" if suffix else figure


def bands_written(bands: Bands, direction: str, unit: str, currency: str) -> str:
    """What counts as good and as fair, in one sentence."""
    form = _("good up to %(good)s, fair up to %(fair)s")
    if direction != Direction.DOWN:
        form = _("good from %(good)s, fair from %(fair)s")
    good, fair = (written(value, unit, currency) for value in (bands.good, bands.fair))
    return form % {"good": good, "fair": fair}
