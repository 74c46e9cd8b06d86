"""Two columns for every bin: shares of a whole then and now, to see what has moved."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import FILLS, Canvas, DataTable
from coe_portal.ui.charts.scales import axis, finite

LEFT, RIGHT, TOP = 44, 8, 34
FLAT, TURNED = 30, 88
CHARACTER = 6.2
PAINTS = ("5", "1")
LONGEST = 14


@dataclass(frozen=True)
class Pairs:
    """Percentages; `labels`, `first` and `second` have the same length, `names` are of the two."""

    title: str
    labels: tuple[str, ...]
    names: tuple[str, str]
    first: tuple[float, ...]
    second: tuple[float, ...]
    height: int = 260

    def draw(self, width: int) -> SafeString:
        description = "; ".join(
            f"{label}: {percent(one)} / {percent(two)}" for label, one, two in self._rows()
        )
        canvas = Canvas(width, self.height, title=self.title, description=description)
        slot = (width - LEFT - RIGHT) / max(1, len(self.labels))
        longest = max((len(shortened(label)) for label in self.labels), default=0)
        turned = longest * CHARACTER > slot
        bottom = self.height - (TURNED if turned else FLAT)
        steps = axis([max(0.0, finite(value)) for value in (*self.first, *self.second)])
        self._frame(canvas, width, steps, bottom)
        for index, (label, *values) in enumerate(self._rows()):
            for side, value in enumerate(values):
                self._column(canvas, index, side, value, (slot, steps[-1], bottom))
            x = LEFT + slot * (index + 0.5)
            text = shortened(label)
            if turned:
                canvas.text(x + 4, bottom + 12, text, anchor="end", rotate=-45)
            else:
                canvas.text(x, bottom + 18, text, anchor="middle")
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable(
            (_("Bin"), *self.names),
            tuple((label, percent(one), percent(two)) for label, one, two in self._rows()),
        )

    def _rows(self) -> list[tuple[str, float, float]]:
        return list(zip(self.labels, self.first, self.second, strict=True))

    def _frame(self, canvas: Canvas, width: int, steps: list[float], bottom: float) -> None:
        for step in steps:
            y = bottom - (bottom - TOP) * step / steps[-1]
            canvas.grid(LEFT, y, width - RIGHT, y)
            canvas.text(LEFT - 8, y + 4, f"{step:g} %", anchor="end")
        x = float(LEFT)
        for paint, name in zip(PAINTS, self.names, strict=True):
            canvas.add(
                "rect",
                class_=f"c-{paint}",
                x=x,
                y=8.0,
                width=10.0,
                height=10.0,
                rx="2",
                fill=FILLS[paint],
            )
            canvas.text(x + 15, 17, name, paint=paint, weight=600)
            x += 34 + len(name) * CHARACTER

    def _column(
        self,
        canvas: Canvas,
        index: int,
        side: int,
        value: float,
        frame: tuple[float, float, float],
    ) -> None:
        slot, top, bottom = frame
        paint, wide = PAINTS[side], slot * 0.36
        high = max((bottom - TOP) * finite(value) / top, 0.0)
        canvas.add(
            "rect",
            class_=f"c-mark c-{paint}",
            x=LEFT + slot * (index + 0.12) + side * (wide + slot * 0.04),
            y=bottom - high,
            width=wide,
            height=high,
            rx=min(3.0, wide / 2),
            fill=FILLS[paint],
            data_tip=f"{self.labels[index]}, {self.names[side]}: {percent(value)}",
        )


def percent(value: float) -> str:
    """`4.2 %`."""
    return f"{finite(value):.1f} %"


def shortened(label: str) -> str:
    """A label as long as there is room for."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
