"""The small line beside a number."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.bars import path_points
from coe_portal.ui.charts.canvas import FILLS, DataTable, element
from coe_portal.ui.charts.scales import finite, number

HEIGHT = 28


@dataclass(frozen=True)
class Sparkline:
    """`paint` is one of the series colours "1" to "5"."""

    title: str
    values: tuple[float, ...]
    paint: str = "1"

    def draw(self, width: int = 96) -> SafeString:
        points = self._points(width)
        marks = ""
        if points:
            fill = FILLS[self.paint]
            area = [(points[0][0], float(HEIGHT)), *points, (points[-1][0], float(HEIGHT))]
            marks = (
                element(
                    "polygon",
                    {
                        "class": f"c-{self.paint}",
                        "fill": fill,
                        "fill-opacity": "0.12",
                        "points": path_points(area),
                    },
                )
                + element(
                    "polyline",
                    {
                        "class": f"c-{self.paint}-line",
                        "fill": "none",
                        "stroke": fill,
                        "stroke-width": "1.75",
                        "stroke-linejoin": "round",
                        "points": path_points(points),
                    },
                )
                + element(
                    "circle",
                    {
                        "class": f"c-{self.paint}",
                        "cx": points[-1][0],
                        "cy": points[-1][1],
                        "r": "2.5",
                        "fill": fill,
                    },
                )
            )
        figures = ", ".join(number(finite(value)) for value in self.values)
        attributes = {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "sparkline",
            "viewBox": f"0 0 {width} {HEIGHT}",
            "width": str(width),
            "height": str(HEIGHT),
            "role": "img",
            "aria-label": f"{self.title}: {figures}" if figures else self.title,
        }
        return SafeString(element("svg", attributes, marks))

    def table(self) -> DataTable:
        return DataTable((_("Value"),), tuple((number(finite(v)),) for v in self.values))

    def _points(self, width: int) -> list[tuple[float, float]]:
        values = [finite(value) for value in self.values]
        if not values:
            return []
        low, span = min(values), (max(values) - min(values)) or 1.0
        step = (width - 6) / max(1, len(values) - 1)
        return [
            (3 + step * index, 3 + (HEIGHT - 6) * (1 - (value - low) / span))
            for index, value in enumerate(values)
        ]
