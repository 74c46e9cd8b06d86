"""Several series over the same periods, each labelled at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.bars import path_points
from coe_portal.ui.charts.canvas import FILLS, SERIES, Canvas, DataTable
from coe_portal.ui.charts.scales import axis, every_nth, finite, number, short_number

LEFT, TOP, BOTTOM = 40, 16, 30
LABEL_HEIGHT = 15


@dataclass(frozen=True)
class Series:
    """A value per label; None, where there is nothing to show, leaves a gap."""

    name: str
    values: tuple[float | None, ...]

    def text(self, index: int, write: Callable[[float], str] = number) -> str:
        """The value as people read it; empty for a gap."""
        value = self.values[index]
        return "" if value is None else write(finite(value))

    def last_known(self) -> int | None:
        """The place of the last value."""
        known = (i for i in reversed(range(len(self.values))) if self.values[i] is not None)
        return next(known, None)


@dataclass(frozen=True)
class Lines:
    """Up to five series; each has one value per label. `write` says a value, `unit` follows it."""

    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    write: Callable[[float], str] = number
    height: int = 240

    def draw(self, width: int) -> SafeString:
        description = "; ".join(
            f"{series.name}: "
            + ", ".join(series.text(i, self._said) or "–" for i in range(len(series.values)))
            for series in self.series
        )
        canvas = Canvas(width, self.height, title=self.title, description=description)
        steps = axis([finite(value) for series in self.series for value in series.values])
        right = 20 + max((len(series.name) for series in self.series), default=0) * 6
        for step in steps:
            y = self._y(step, steps)
            canvas.grid(LEFT, y, width - right, y)
            canvas.text(LEFT - 8, y + 4, short_number(step), anchor="end")
        spacing = (width - LEFT - right - 20) / max(1, len(self.labels) - 1)
        every = every_nth(self.labels, width - LEFT - right)
        for index, label in enumerate(self.labels):
            if index % every == 0:
                x = LEFT + 10 + spacing * index
                canvas.text(x, self.height - BOTTOM + 20, label, anchor="middle")
        ends = self._ends(steps)
        for index, series in enumerate(self.series):
            self._line(canvas, index, series, spacing, steps)
            if index in ends:
                paint = SERIES[index % len(SERIES)]
                at = width - right + 4
                canvas.text(at, ends[index] + 4, series.name, paint=paint, weight=600)
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable(
            (_("Period"), *(series.name for series in self.series)),
            tuple(
                (label, *(series.text(i, self._said) for series in self.series))
                for i, label in enumerate(self.labels)
            ),
        )

    def _y(self, value: float, steps: list[float]) -> float:
        part = (value - steps[0]) / (steps[-1] - steps[0])
        return TOP + (self.height - TOP - BOTTOM) * (1 - part)

    def _said(self, value: float) -> str:
        return f"{self.write(value)}{self.unit}"

    def _line(
        self, canvas: Canvas, index: int, series: Series, spacing: float, steps: list[float]
    ) -> None:
        paint = SERIES[index % len(SERIES)]
        points = {
            i: (LEFT + 10 + spacing * i, self._y(finite(value), steps))
            for i, value in enumerate(series.values)
            if value is not None
        }
        for run in _runs(points):
            canvas.add(
                "polyline",
                class_=f"c-{paint}-line",
                fill="none",
                stroke=FILLS[paint],
                stroke_width="2.25",
                stroke_linejoin="round",
                stroke_linecap="round",
                points=path_points([points[i] for i in run]),
            )
        for i, (x, y) in points.items():
            canvas.add(
                "circle",
                class_=f"c-mark c-{paint} c-ring",
                cx=x,
                cy=y,
                r="3.5",
                fill=FILLS[paint],
                stroke=FILLS["on"],
                stroke_width="1.5",
                data_tip=f"{series.name}, {self.labels[i]}: {series.text(i, self._said)}",
            )

    def _ends(self, steps: list[float]) -> dict[int, float]:
        """Where each series' name stands: at its last value, moved where two would touch.

        Names are pushed down, and up again where they would stand beside the periods.
        """
        wanted = sorted(
            (self._y(finite(series.values[last]), steps), index)
            for index, series in enumerate(self.series)
            if (last := series.last_known()) is not None
        )
        placed: dict[int, float] = {}
        lowest = float("-inf")
        for y, index in wanted:
            lowest = max(y, lowest + LABEL_HEIGHT)
            placed[index] = lowest
        highest = float(self.height - BOTTOM)
        for _y, index in reversed(wanted):
            placed[index] = min(placed[index], highest)
            highest = placed[index] - LABEL_HEIGHT
        return placed


def _runs(places: Iterable[int]) -> Iterator[list[int]]:
    """Neighbouring places, two or more of them: what a line joins."""
    run: list[int] = []
    for place in places:
        if run and place != run[-1] + 1:
            if len(run) > 1:
                yield run
            run = []
        run.append(place)
    if len(run) > 1:
        yield run
