"""Shares with how sure they are: a row for each name, a dot for the value, a line for its range."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from coe_portal.ui.charts.canvas import FILLS, SERIES, Canvas, DataTable

CHARACTER, LONGEST = 6.4, 24
TOP, BOTTOM, RIGHT, GAP = 34, 26, 48, 12
LINE = 17
DOT, END = 4.5, 3.0
WHOLE = 100


@dataclass(frozen=True)
class Span:
    """A percentage, and the range in which it may as well be."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.1f} %"

    @property
    def range(self) -> str:
        """`3.9 % – 4.5 %`."""
        return f"{self.low:.1f} % – {self.high:.1f} %"


@dataclass(frozen=True)
class Ranges:
    """Percentages from 0 to 100; each of `series` has a Span, or None, for each of `labels`."""

    title: str
    first_column: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[Span | None, ...]], ...]

    @property
    def height(self) -> int:
        return TOP + BOTTOM + len(self.labels) * self._slot

    @property
    def _slot(self) -> int:
        return LINE * len(self.series) + GAP

    def draw(self, width: int) -> SafeString:
        left = 12 + CHARACTER * max((len(_shortened(name)) for name in self.labels), default=0)
        description = "; ".join(", ".join(row) for row in self.table().rows)
        canvas = Canvas(width, self.height, title=self.title, description=description)
        wide = width - left - RIGHT
        self._frame(canvas, left, wide)
        for row, label in enumerate(self.labels):
            top = TOP + row * self._slot
            canvas.text(
                left - 10, top + self._slot / 2 + 4, _shortened(label), paint="ink", anchor="end"
            )
            for line, (name, spans) in enumerate(self.series):
                span = spans[row]
                if span is not None:
                    y = top + GAP / 2 + LINE * (line + 0.5)
                    tip = f"{label}, {name}: {span} ({span.range})"
                    self._span(canvas, span, SERIES[line], tip, (left, wide, y))
        return canvas.render()

    def table(self) -> DataTable:
        names = tuple(name for name, _spans in self.series)
        return DataTable(
            (self.first_column, *names),
            tuple(
                (
                    label,
                    *(
                        f"{span} ({span.range})" if (span := spans[row]) is not None else ""
                        for _name, spans in self.series
                    ),
                )
                for row, label in enumerate(self.labels)
            ),
        )

    def _frame(self, canvas: Canvas, left: float, wide: float) -> None:
        bottom = self.height - BOTTOM
        for step in range(0, WHOLE + 1, 25):
            x = left + wide * step / WHOLE
            canvas.grid(x, TOP - 4, x, bottom)
            canvas.text(x, bottom + 17, f"{step} %", anchor="middle")
        x = left
        for paint, (name, _spans) in zip(SERIES, self.series, strict=False):
            canvas.add("circle", class_=f"c-{paint}", cx=x + 5, cy=12.0, r=DOT, fill=FILLS[paint])
            canvas.text(x + 15, 16, name, paint=paint, weight=600)
            x += 34 + len(name) * CHARACTER

    def _span(
        self, canvas: Canvas, span: Span, paint: str, tip: str, place: tuple[float, float, float]
    ) -> None:
        left, wide, y = place
        low, middle, high = (
            left + wide * part / WHOLE for part in (span.low, span.value, span.high)
        )
        ends = ((low, y, high, y), *((x, y - END, x, y + END) for x in (low, high)))
        for x1, y1, x2, y2 in ends:
            canvas.add(
                "line",
                class_=f"c-{paint}-line",
                x1=x1,
                y1=y1,
                x2=x2,
                y2=y2,
                stroke=FILLS[paint],
                stroke_width="1.5",
            )
        canvas.add(
            "circle",
            class_=f"c-mark c-{paint}",
            cx=middle,
            cy=y,
            r=DOT,
            fill=FILLS[paint],
            data_tip=tip,
        )
        canvas.text(high + 8, y + 4, f"{span.value:.0f} %", paint=paint, weight=600, css="c-halo")


def _shortened(label: str) -> str:
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
