"""Courses over time as lines that differ by their strokes, each named at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.bars import path_points
from coe_portal.ui.charts.canvas import Canvas, DataTable
from coe_portal.ui.charts.scales import axis, every_nth, finite, number
from metrics.integrations.board_pack.charts import DARK, TEXT

LEFT: Final = 26
TOP: Final = 10
BOTTOM: Final = 20
BETWEEN_NAMES: Final = 12
LETTER: Final = 5.6
# Whole, dashed, dotted: what is told apart in grey.
STROKES: Final = (None, "6 3", "1.5 3")


@dataclass(frozen=True)
class Course:
    """A value for each label."""

    name: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class Courses:
    """Up to three courses over the same labels, on an axis that begins at nothing."""

    title: str
    labels: tuple[str, ...]
    courses: tuple[Course, ...]
    height: int = 150

    def draw(self, width: int) -> SafeString:
        description = "; ".join(
            f"{course.name}: {', '.join(number(value) for value in course.values)}"
            for course in self.courses
        )
        canvas = Canvas(width, self.height, title=self.title, description=description)
        right = 12 + LETTER * max(len(course.name) for course in self.courses)
        room = width - LEFT - right
        steps = axis([value for course in self.courses for value in course.values])
        for step in steps:
            y = self._y(step, steps)
            canvas.grid(LEFT, y, LEFT + room, y)
            canvas.text(LEFT - 6, y + 3.5, number(step), anchor="end", size=TEXT)
        places = [LEFT + room * at / max(1, len(self.labels) - 1) for at in range(len(self.labels))]
        every = every_nth(self.labels, room)
        for at, label in enumerate(self.labels):
            if at % every == 0:
                canvas.text(places[at], self.height - 4, label, anchor="middle", size=TEXT)
        for course, dashes in zip(self.courses, STROKES, strict=False):
            heights = [self._y(value, steps) for value in course.values]
            canvas.add(
                "polyline",
                fill="none",
                stroke=DARK,
                stroke_width="2",
                stroke_dasharray=dashes,
                points=path_points(list(zip(places, heights, strict=True))),
            )
        for course, y in zip(self.courses, self._name_heights(steps), strict=True):
            canvas.text(LEFT + room + 5, y + 3.5, course.name, paint="ink", size=TEXT, weight=600)
        return canvas.render()

    def table(self) -> DataTable:
        rows = zip(self.labels, *(course.values for course in self.courses), strict=True)
        return DataTable(
            (_("Period"), *(course.name for course in self.courses)),
            tuple((label, *(number(value) for value in values)) for label, *values in rows),
        )

    def _y(self, value: float, steps: list[float]) -> float:
        part = (finite(value) - steps[0]) / (steps[-1] - steps[0])
        return TOP + (self.height - TOP - BOTTOM) * (1 - part)

    def _name_heights(self, steps: list[float]) -> list[float]:
        """Beside the ends of the courses, apart where two would touch, above the labels."""
        ends = sorted(
            (self._y(course.values[-1], steps), place) for place, course in enumerate(self.courses)
        )
        lowest = self.height - BOTTOM - BETWEEN_NAMES * (len(ends) - 1.0)
        heights: dict[int, float] = {}
        free = float("-inf")
        for y, place in ends:
            heights[place] = max(free, min(y, lowest))
            free, lowest = heights[place] + BETWEEN_NAMES, lowest + BETWEEN_NAMES
        return [heights[place] for place in range(len(self.courses))]
