"""The one way in which a number is written with its unit: on pages, in board packs and in mails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy, ngettext, ngettext_lazy

from coe_portal.ui import formats
from metrics.choices import Direction, Unit
from metrics.kpis.registry import KPI
from metrics.logic.periods import Change
from metrics.logic.queueing import LONGEST, Waits
from metrics.logic.standing import Bands

UNBROKEN: Final = "\N{NO-BREAK SPACE}"
PERCENT: Final = "%"
FIXED: Final[Mapping[str, str | Promise]] = {
    Unit.PERCENT: PERCENT,
    Unit.PER_MONTH: gettext_lazy("a month"),
    Unit.SCORE: gettext_lazy("of 5"),
}
COUNTED: Final = {
    Unit.DAYS: ngettext_lazy("day", "days"),
    Unit.HOURS: ngettext_lazy("hour", "hours"),
    Unit.MONTHS: ngettext_lazy("month", "months"),
    Unit.LEVELS: ngettext_lazy("level", "levels"),
}


def written(value: float | None, unit: str, currency: str = "") -> str:
    """`42`, `1 day`, `12.5 days`, `87 %`, `€1.2m`; a dash for nothing."""
    figure, word = figure_of(value, unit, currency), unit_of(value, unit)
    if word == PERCENT:
        return f"{figure}{UNBROKEN}{word}"
    return f"{figure} {word}".strip()


def figure_of(value: float | None, unit: str, currency: str = "") -> str:
    """The number without its unit, where that stands beside it; money has its sign in it."""
    if unit == Unit.MONEY:
        return formats.money(value, currency)
    return formats.DASH if value is None else formats.trimmed(value, _places(value, unit))


def _places(value: float, unit: str) -> int:
    """One decimal, two where one would hide the number: 0.04, and the 99.96 % of an uptime."""
    is_almost_all = unit == Unit.PERCENT and 99 < value < 100  # noqa: PLR2004
    return 2 if abs(value) < 1 or is_almost_all else 1


def unit_of(value: float | None, unit: str) -> str:
    """The word or sign of the unit; empty where there is none, or nothing to count."""
    if value is None:
        return ""
    if unit in COUNTED:
        return COUNTED[Unit(unit)] % (1 if figure_of(value, unit) == "1" else 2)
    return str(FIXED.get(unit, ""))


def told(kpi: KPI, value: float | None, currency: str, rows: int = 0) -> str:
    """The number of a KPI, or what it means that its rows make none."""
    if value is None and rows and kpi.unreached:
        return str(kpi.unreached)
    return written(value, kpi.unit, currency)


def moved_by(moved: Change, unit: str, currency: str) -> str:
    """How far a number moved, without its direction.

    Points of a percentage; else in percent; in itself where it was nothing before.
    """
    size = abs(moved.difference)
    if unit == Unit.PERCENT:
        points = figure_of(size, unit)
        return ngettext("%(n)s point", "%(n)s points", 1 if points == "1" else 2) % {"n": points}
    if moved.percent is None and size:
        return written(size, unit, currency)
    return written(round(abs(moved.percent or 0.0)), Unit.PERCENT)


def bands_written(bands: Bands, direction: str, unit: str, currency: str) -> str:
    """What counts as good and as fair, in one sentence."""
    form = _("good up to %(good)s, fair up to %(fair)s")
    if direction != Direction.DOWN:
        form = _("good from %(good)s, fair from %(fair)s")
    good, fair = (written(value, unit, currency) for value in (bands.good, bands.fair))
    return form % {"good": good, "fair": fair}


def waits_written(waits: Sequence[Waits]) -> str:
    """What somebody who comes today may expect; empty where nothing is known."""
    if not waits:
        return ""
    return _("%(half)s days in half of the cases, %(most)s in four of five") % {
        "half": _whole_days(waits[0].half),
        "most": _whole_days(waits[0].most),
    }


def _whole_days(days: float) -> str:
    """Nobody looks further than a year of work."""
    return f"{days:.0f}" if days < LONGEST else _("more than %(days)d") % {"days": LONGEST}
