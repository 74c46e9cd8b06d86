"""A number for each pair of row and column, darker for more."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import HEAT, HEAT_TEXT, Canvas, DataTable, element
from coe_portal.ui.charts.scales import finite, number, short_number

TOP = 26


@dataclass(frozen=True)
class Heatmap:
    """`values[row][column]`; `top` is the value of the darkest step, by default the largest."""

    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    top: float | None = None
    cell_height: int = 32

    def draw(self, width: int) -> SafeString:
        description = "; ".join(
            f"{row}: "
            + ", ".join(
                f"{c} {number(finite(v))}" for c, v in zip(self.columns, values, strict=True)
            )
            for row, values in zip(self.rows, self.values, strict=True)
        )
        height = TOP + self.cell_height * len(self.rows) + 4
        canvas = Canvas(width, height, title=self.title, description=description)
        left = min(150, 16 + 7 * max((len(row) for row in self.rows), default=0))
        cell = (width - left) / max(1, len(self.columns))
        for index, column in enumerate(self.columns):
            canvas.text(left + cell * (index + 0.5), TOP - 9, column, anchor="middle")
        for index, row in enumerate(self.rows):
            y = TOP + self.cell_height * index
            canvas.text(left - 10, y + self.cell_height / 2 + 4, row, paint="ink", anchor="end")
            for at, value in enumerate(self.values[index]):
                self._cell(
                    canvas, row, self.columns[at], finite(value), (left + cell * at, y, cell)
                )
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable(
            (_("Row"), *self.columns),
            tuple(
                (row, *(number(finite(value)) for value in values))
                for row, values in zip(self.rows, self.values, strict=True)
            ),
        )

    def _step(self, value: float) -> int:
        largest = max((finite(v) for row in self.values for v in row), default=0.0)
        top = finite(self.top) or largest
        if top <= 0 or value <= 0:
            return 0
        return round(min(1.0, value / top) * (len(HEAT) - 1))

    def _cell(
        self, canvas: Canvas, row: str, column: str, value: float, box: tuple[float, float, float]
    ) -> None:
        x, y, width = box
        step = self._step(value)
        square = element(
            "rect",
            {
                "class": f"c-heat-{step}",
                "x": x + 1.5,
                "y": y + 1.5,
                "width": max(1.0, width - 3),
                "height": float(self.cell_height - 3),
                "rx": "4",
                "fill": HEAT[step],
            },
        )
        canvas.add("g", square, class_="c-mark", data_tip=f"{row} · {column}: {number(value)}")
        canvas.add(
            "text",
            short_number(value),
            class_=f"c-heat-{step}-text",
            x=x + width / 2,
            y=y + self.cell_height / 2 + 4,
            font_size="11",
            font_weight=600,
            text_anchor="middle",
            fill=HEAT_TEXT[step],
            pointer_events="none",
        )
