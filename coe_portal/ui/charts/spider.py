"""Values on axes around a centre, joined to a web: the shape says where it is strong or weak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.bars import path_points
from coe_portal.ui.charts.canvas import FILLS, Canvas, DataTable
from coe_portal.ui.charts.scales import finite, number

LETTER, LINE_HEIGHT, LONGEST_LINE = 6.2, 13, 14
MARGIN_TOP, WIDEST = 44, 470


@dataclass(frozen=True)
class Web:
    """A value per axis; None where nothing is known. `paint` is a colour of marks."""

    name: str
    values: tuple[float | None, ...]
    paint: str = "1"
    dashed: bool = False


@dataclass(frozen=True)
class Ring:
    """A circle at a value, with the word for what begins there."""

    value: float
    label: str


@dataclass(frozen=True)
class Spider:
    """Webs over the same axes from 0 to `top`; `paints` colours the points of the first web."""

    title: str
    axes: tuple[str, ...]
    webs: tuple[Web, ...]
    rings: tuple[Ring, ...]
    top: float = 1.0
    paints: tuple[str, ...] = ()

    def draw(self, width: int) -> SafeString:
        height = round(min(width * 0.92, WIDEST))
        canvas = Canvas(width, height, title=self.title, description=self._description())
        radius = min(width / 2 - LETTER * LONGEST_LINE, height / 2 - MARGIN_TOP)
        centre = (width / 2, height / 2)
        self._frame(canvas, centre, radius)
        for web in reversed(self.webs):
            self._web(canvas, web, centre, radius)
        for ring in self.rings:
            y = centre[1] - radius * ring.value / self.top
            canvas.text(centre[0] + 5, y + 12, ring.label, size=10, css="c-halo")
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable(
            (_("Axis"), *(web.name for web in self.webs)),
            tuple(
                (axis, *(_written(web.values[index]) for web in self.webs))
                for index, axis in enumerate(self.axes)
            ),
        )

    def _description(self) -> str:
        return "; ".join(
            f"{web.name}: "
            + ", ".join(
                f"{axis} {_written(value)}"
                for axis, value in zip(self.axes, web.values, strict=True)
            )
            for web in self.webs
        )

    def _at(
        self, index: int, value: float, centre: tuple[float, float], radius: float
    ) -> tuple[float, float]:
        angle = 2 * pi * index / len(self.axes) - pi / 2
        reach = radius * max(0.0, min(1.0, finite(value) / self.top))
        return centre[0] + reach * cos(angle), centre[1] + reach * sin(angle)

    def _frame(self, canvas: Canvas, centre: tuple[float, float], radius: float) -> None:
        for value in (*(ring.value for ring in self.rings), self.top):
            canvas.add(
                "circle",
                class_="c-grid",
                cx=centre[0],
                cy=centre[1],
                r=radius * value / self.top,
                fill="none",
                stroke=FILLS["grid"],
            )
        for index, axis in enumerate(self.axes):
            end = self._at(index, self.top, centre, radius)
            canvas.grid(*centre, *end)
            self._label(canvas, axis, end, centre)

    def _label(
        self, canvas: Canvas, axis: str, end: tuple[float, float], centre: tuple[float, float]
    ) -> None:
        lines = list(_lines(axis.split()))
        x, y = end[0] - centre[0], end[1] - centre[1]
        anchor = "middle" if abs(x) < 1 else "start" if x > 0 else "end"
        left = end[0] + (0 if anchor == "middle" else 10 if x > 0 else -10)
        above = LINE_HEIGHT * (len(lines) - 1)
        top = end[1] - 10 - above if y < -1 else end[1] + 16 if y > 1 else end[1] + 4 - above / 2
        if anchor != "middle":
            top = end[1] + 4 - above / 2
        for index, line in enumerate(lines):
            canvas.text(left, top + LINE_HEIGHT * index, line, paint="ink", anchor=anchor)

    def _web(self, canvas: Canvas, web: Web, centre: tuple[float, float], radius: float) -> None:
        points = [
            self._at(index, value or 0.0, centre, radius) for index, value in enumerate(web.values)
        ]
        canvas.add(
            "polygon",
            class_=f"c-{web.paint} c-{web.paint}-line",
            fill=FILLS[web.paint],
            fill_opacity="0" if web.dashed else "0.14",
            stroke=FILLS[web.paint],
            stroke_width="2",
            stroke_dasharray="5 4" if web.dashed else None,
            stroke_linejoin="round",
            points=path_points(points),
        )
        if web.dashed:
            return
        for index, (x, y) in enumerate(points):
            paint = self.paints[index] if self.paints else web.paint
            canvas.add(
                "circle",
                class_=f"c-mark c-{paint} c-ring",
                cx=x,
                cy=y,
                r="5",
                fill=FILLS[paint],
                stroke=FILLS["on"],
                stroke_width="1.5",
                data_tip=f"{self.axes[index]}: {_written(web.values[index])}",
            )


def _written(value: float | None) -> str:
    return "–" if value is None else number(round(finite(value), 1))


def _lines(words: Sequence[str]) -> Iterator[str]:
    """The words in lines of about a dozen letters."""
    line = ""
    for word in words:
        if line and len(line) + len(word) >= LONGEST_LINE:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    yield line
