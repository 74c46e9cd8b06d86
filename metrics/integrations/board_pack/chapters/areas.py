"""A page for each area of the catalogue: its numbers with their course, change and target."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from django.utils.translation import gettext as _, ngettext

from metrics.choices import Area, Unit
from metrics.integrations.board_pack.charts import QuarterColumns
from metrics.integrations.board_pack.sections import Chapter, chapter
from metrics.integrations.board_pack.words import change_written, verdict
from metrics.part_labels import part_label
from metrics.queries.pack_numbers import KpiLine, PackNumbers
from metrics.wording import told, written

FIRST_ORDER: Final = 20
MOST_PARTS: Final = 3
TEMPLATE: Final = "metrics/packs/chapters/area.html"


@dataclass(frozen=True)
class Card:
    """A KPI as the page of its area shows it."""

    line: KpiLine
    value: str
    before: str
    change: str
    verdict: str
    year_change: str
    target: str
    standing: str
    was: str
    newer: str
    parts: str
    chart: QuarterColumns


def area_chapter(numbers: PackNumbers, *, area: Area) -> Chapter | None:
    """The numbers of an area that are known; None while there is none."""
    lines = numbers.of_area(area)
    known = [line for line in lines if line.is_known]
    if not known:
        return None
    unknown = [str(line.kpi.question) for line in lines if not line.is_known]
    cards = [card_of(line, numbers) for line in known]
    context = {
        "lead": lead_of(known),
        "pairs": [cards[place : place + 2] for place in range(0, len(cards), 2)],
        "unknown": unknown,
        "quarters": [quarter.short_name for quarter in numbers.quarters],
    }
    return Chapter(TEMPLATE, context, data=[line.data() for line in known])


def lead_of(lines: list[KpiLine]) -> str:
    """How many of the numbers got better and worse, in a sentence."""
    better = sum(line.is_better is True for line in lines)
    worse = sum(line.is_better is False for line in lines)
    counted = ngettext("%(count)d number", "%(count)d numbers", len(lines)) % {"count": len(lines)}
    return _("%(numbers)s: %(better)d better than in the quarter before, %(worse)d worse.") % {
        "numbers": counted,
        "better": better,
        "worse": worse,
    }


def card_of(line: KpiLine, numbers: PackNumbers) -> Card:
    """A KPI in words and as a drawing."""
    unit, currency = line.kpi.unit, numbers.organization.currency
    target, newer = line.target, line.correction
    return Card(
        line=line,
        value=told(line.kpi, line.value, currency, line.rows),
        before=written(line.before, unit, currency),
        change=change_written(line.quarterly, unit, currency),
        verdict=verdict(line),
        year_change="" if line.yearly is None else change_written(line.yearly, unit, currency),
        target="" if target is None else written(target, unit, currency),
        standing="" if line.standing is None else str(line.standing.label),
        was="" if line.was is None else written(line.was, unit, currency),
        newer="" if newer is None else written(newer.value, unit, currency),
        parts=_parts(line, currency),
        chart=_chart(line, numbers),
    )


def _chart(line: KpiLine, numbers: PackNumbers) -> QuarterColumns:
    # A unit of words is too long to stand on five columns: the card says it.
    unit = line.kpi.unit if line.kpi.unit == Unit.MONEY else Unit.COUNT
    currency = numbers.organization.currency
    return QuarterColumns(
        title=str(line.kpi.question),
        labels=tuple(quarter.short_name for quarter in numbers.quarters),
        values=line.history,
        texts=tuple(written(value, unit, currency) for value in line.history),
        target=line.target,
    )


def _parts(line: KpiLine, currency: str) -> str:
    """The largest parts, where there is more than one."""
    if len(line.parts) < 2:  # noqa: PLR2004  (one part is the whole)
        return ""
    ordered = sorted(line.parts.items(), key=lambda part: (-part[1], part[0]))
    shown = [
        f"{part_label(part)}: {written(value, line.kpi.unit, currency)}"
        for part, value in ordered[:MOST_PARTS]
    ]
    left = len(ordered) - len(shown)
    if left > 0:
        shown.append(_("and %(count)d more") % {"count": left})
    return " · ".join(shown)


for place, one in enumerate(Area):
    chapter(f"area-{one.value}", order=FIRST_ORDER + place, title=one.label)(
        partial(area_chapter, area=one)
    )
