"""Where things stand on a track: reached, foreseen, before and aimed at, told apart without hue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import Canvas, DataTable
from coe_portal.ui.charts.scales import finite
from metrics.integrations.board_pack.charts import DARK, LINE, PALE, TARGET, TEXT, shortened

ROW: Final = 24
BAR: Final = 12.0
HEAD: Final = 18
LABEL_PART: Final = 0.3
LETTER: Final = 5.8
GAP: Final = 8


@dataclass(frozen=True)
class Gauge:
    """One track: a dark bar; a pale one beyond it; a ring where it stood; a stroke at the aim."""

    name: str
    value: float
    text: str
    foreseen: float | None = None
    before: float | None = None
    target: float | None = None

    @property
    def most(self) -> float:
        """The farthest of its marks."""
        marks = (self.value, self.foreseen, self.before, self.target)
        return max(finite(mark) for mark in marks)


@dataclass(frozen=True)
class GaugeRows:
    """Tracks under each other. `steps` are names of equal parts of them, the last one at `top`."""

    title: str
    gauges: tuple[Gauge, ...]
    steps: tuple[str, ...] = ()
    top: float | None = None

    def draw(self, width: int) -> SafeString:
        description = "; ".join(f"{name}: {text}" for name, text in self._pairs())
        head = HEAD if self.steps else 0
        height = head + ROW * max(1, len(self.gauges))
        canvas = Canvas(width, height, title=self.title, description=description)
        start = width * LABEL_PART
        longest = max((len(gauge.text) for gauge in self.gauges), default=0)
        room = width - start - GAP - LETTER * longest
        for index, name in enumerate(self.steps):
            middle = start + room * (index + 0.5) / len(self.steps)
            canvas.text(middle, HEAD - 6, name, anchor="middle", size=TEXT)
        for index, gauge in enumerate(self.gauges):
            self._row(canvas, gauge, float(head + ROW * index), start, room)
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable((_("Part"), _("Value")), tuple(self._pairs()))

    def _pairs(self) -> list[tuple[str, str]]:
        return [(gauge.name, gauge.text) for gauge in self.gauges]

    def _row(self, canvas: Canvas, gauge: Gauge, y: float, start: float, room: float) -> None:
        top = self.top or max(one.most for one in self.gauges) or 1.0

        def reach(value: float) -> float:
            return room * max(0.0, min(1.0, finite(value) / top))

        bar = y + (ROW - BAR) / 2
        canvas.text(0, bar + BAR - 2, shortened(gauge.name), paint="ink", size=TEXT)
        _bar(canvas, start, bar, room, fill="none")
        if gauge.foreseen is not None:
            _bar(canvas, start, bar, reach(gauge.foreseen), fill=PALE)
        _bar(canvas, start, bar, reach(gauge.value), fill=DARK)
        for step in range(1, len(self.steps)):
            x = start + room * step / len(self.steps)
            _stroke(canvas, x, bar, bar + BAR, LINE, 1)
        if gauge.before is not None:
            x = start + reach(gauge.before)
            canvas.add("circle", cx=x, cy=bar + BAR / 2, r="4", fill="#ffffff", stroke=TARGET)
        if gauge.target is not None:
            x = start + reach(gauge.target)
            _stroke(canvas, x, bar - 4, bar + BAR + 4, TARGET, 2.5)
        canvas.text(
            start + room + GAP, bar + BAR - 2, gauge.text, paint="ink", size=TEXT, weight=600
        )


def _bar(canvas: Canvas, x: float, y: float, length: float, *, fill: str) -> None:
    canvas.add(
        "rect", x=x, y=y, width=length, height=BAR, fill=fill, stroke=LINE, stroke_width="0.75"
    )


def _stroke(canvas: Canvas, x: float, y1: float, y2: float, paint: str, weight: float) -> None:
    canvas.add("line", x1=x, y1=y1, x2=x, y2=y2, stroke=paint, stroke_width=str(weight))
