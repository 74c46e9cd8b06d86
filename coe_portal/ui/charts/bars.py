"""Columns over time with the change on the one before, or of kinds; an optional target line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import FILLS, Canvas, DataTable, coordinate
from coe_portal.ui.charts.scales import axis, every_nth, finite, number, short_number

LEFT, RIGHT, TOP, BOTTOM = 40, 8, 26, 44
ROOM_FOR_CHANGE = 40
WIDTH_OF_A_LETTER = 5.6


@dataclass(frozen=True)
class Bars:
    """`labels` and `values` have the same length; `higher_is_better` colours the changes.

    `write` says a value, `unit` follows it. Columns that are not `over_time` stand for kinds: they
    are not compared with one another.
    """

    title: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str = ""
    write: Callable[[float], str] = number
    target: float | None = None
    higher_is_better: bool = True
    over_time: bool = True
    height: int = 240

    def draw(self, width: int) -> SafeString:
        values = [finite(value) for value in self.values]
        steps = axis([*values, finite(self.target)])
        description = "; ".join(
            f"{label}: {self._said(value)}"
            for label, value in zip(self.labels, values, strict=True)
        )
        canvas = Canvas(width, self.height, title=self.title, description=description)
        for step in steps:
            y = self._y(step, steps)
            canvas.grid(LEFT, y, width - RIGHT, y)
            canvas.text(LEFT - 8, y + 4, short_number(step), anchor="end")
        slot = (width - LEFT - RIGHT) / max(1, len(values))
        every = every_nth(self.labels, width - LEFT - RIGHT)
        longest = max((len(self._short(value)) for value in values), default=0)
        has_room = longest * WIDTH_OF_A_LETTER <= slot
        last = len(values) - 1
        for index, value in enumerate(values):
            is_named = (last - index) % every == 0
            self._column(canvas, index, value, slot, steps, is_named=is_named)
            if has_room:
                self._number(canvas, LEFT + slot * (index + 0.5), value, steps)
            if index and self.over_time and slot >= ROOM_FOR_CHANGE:
                self._change(canvas, index, values[index - 1], value, slot)
        if self.target is not None:
            self._target(canvas, finite(self.target), width, steps)
        return canvas.render()

    def table(self) -> DataTable:
        if not self.over_time:
            return DataTable(
                (_("Kind"), _("Value")),
                tuple(
                    (label, self._said(finite(value)))
                    for label, value in zip(self.labels, self.values, strict=True)
                ),
            )
        changes = ["", *map(change_text, self.values, self.values[1:])]
        return DataTable(
            (_("Period"), _("Value"), _("Change")),
            tuple(
                (label, self._said(finite(value)), change)
                for label, value, change in zip(self.labels, self.values, changes, strict=False)
            ),
        )

    def _said(self, value: float) -> str:
        return f"{self.write(value)}{self.unit}"

    def _y(self, value: float, steps: list[float]) -> float:
        part = (value - steps[0]) / (steps[-1] - steps[0])
        return TOP + (self.height - TOP - BOTTOM) * (1 - part)

    def _column(
        self,
        canvas: Canvas,
        index: int,
        value: float,
        slot: float,
        steps: list[float],
        *,
        is_named: bool,
    ) -> None:
        zero, end = self._y(0, steps), self._y(value, steps)
        x, width = LEFT + slot * (index + 0.22), slot * 0.56
        is_last = index == len(self.values) - 1
        label = self.labels[index]
        canvas.add(
            "rect",
            class_="c-mark c-1",
            x=x,
            y=min(zero, end),
            width=width,
            height=abs(zero - end),
            rx=min(4.0, width / 2),
            fill=FILLS["1"],
            fill_opacity="1" if is_last else "0.5",
            data_tip=f"{label}: {self._said(value)}",
        )
        if is_named:
            canvas.text(x + width / 2, self.height - BOTTOM + 18, label, anchor="middle")

    def _short(self, value: float) -> str:
        return f"{short_number(value)}{self.unit}"

    def _number(self, canvas: Canvas, x: float, value: float, steps: list[float]) -> None:
        end = self._y(value, steps)
        above, text = end - 7 if value >= 0 else end + 14, self._short(value)
        canvas.text(x, above, text, paint="ink", anchor="middle", weight=600, css="c-halo")

    def _change(self, canvas: Canvas, index: int, before: float, after: float, slot: float) -> None:
        text = change_text(before, after)
        if not text or (len(text) + 2) * WIDTH_OF_A_LETTER > slot:
            return
        x = LEFT + slot * (index + 0.5)
        arrow = "▲" if after > before else "▼" if after < before else "–"
        good = after == before or (after > before) == self.higher_is_better
        paint = "pos" if good else "neg"
        y = self.height - BOTTOM + 34
        canvas.text(x, y, f"{arrow} {text}", paint=paint, size=10, anchor="middle", weight=600)

    def _target(self, canvas: Canvas, target: float, width: int, steps: list[float]) -> None:
        y = self._y(target, steps)
        canvas.add(
            "line",
            class_="c-3-line",
            x1=float(LEFT),
            y1=y,
            x2=float(width - RIGHT),
            y2=y,
            stroke=FILLS["3"],
            stroke_width="1.5",
            stroke_dasharray="5 4",
        )
        text = _("Target %(value)s") % {"value": self._said(target)}
        canvas.text(LEFT + 2, y - 6, text, paint="3", size=10, weight=600, css="c-halo")


def change_text(before: float, after: float) -> str:
    """`12 %`, without a sign, or an empty text when there is nothing to compare with."""
    if not before:
        return ""
    return f"{abs(finite(after) - finite(before)) / abs(before) * 100:.0f} %"


def path_points(points: list[tuple[float, float]]) -> str:
    """`x,y x,y …` for polylines and polygons."""
    return " ".join(f"{coordinate(x)},{coordinate(y)}" for x, y in points)
