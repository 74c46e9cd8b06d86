"""Days on a line of time, each as large as what happens on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import FILLS, Canvas, DataTable
from coe_portal.ui.charts.scales import number

LEFT, RIGHT, LANE, SMALLEST, LARGEST = 24, 24, 16, 5.0, 15.0
LABEL_WIDTH = 70


@dataclass(frozen=True)
class Mark:
    """A day with a count; `paint` is a colour name of the canvas."""

    day: dt.date
    count: int
    paint: str = "1"


@dataclass(frozen=True)
class Timeline:
    """Marks in their order; `today` is a line through them."""

    title: str
    marks: tuple[Mark, ...]
    today: dt.date
    height: int = 132

    def draw(self, width: int) -> SafeString:
        canvas = Canvas(width, self.height, title=self.title, description=self._description())
        middle = self.height - 3 * LANE - 26
        canvas.grid(LEFT, middle, width - RIGHT, middle)
        now = self._x(self.today, width)
        canvas.grid(now, 18, now, middle + 20)
        canvas.text(now, 13, _("today"), anchor="middle", paint="ink")
        lanes = [-float(LABEL_WIDTH)] * 3
        most = max((mark.count for mark in self.marks), default=1)
        for mark in self.marks:
            self._mark(canvas, mark, width, middle, lanes, most)
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable(
            (_("Day"), _("Count")),
            tuple((day_text(mark.day), number(mark.count)) for mark in self.marks),
        )

    def _description(self) -> str:
        return "; ".join(f"{day_text(mark.day)}: {number(mark.count)}" for mark in self.marks)

    def _mark(
        self,
        canvas: Canvas,
        mark: Mark,
        width: int,
        middle: float,
        lanes: list[float],
        most: int,
    ) -> None:
        """A circle, and its day in the first lane below that is free."""
        x = self._x(mark.day, width)
        canvas.add(
            "circle",
            class_=f"c-mark c-{mark.paint}",
            cx=x,
            cy=float(middle),
            r=SMALLEST + (LARGEST - SMALLEST) * (mark.count / most) ** 0.5,
            fill=FILLS[mark.paint],
        )
        free = [index for index, end in enumerate(lanes) if x - LABEL_WIDTH / 2 >= end]
        if not free:
            return
        at = min(max(x, LABEL_WIDTH / 2), width - LABEL_WIDTH / 2)
        lanes[free[0]] = at + LABEL_WIDTH / 2
        canvas.text(at, middle + 30 + LANE * free[0], short_day(mark.day), anchor="middle")

    def _x(self, day: dt.date, width: int) -> float:
        days = [self.today, *(mark.day for mark in self.marks)]
        first, last = min(days), max(days)
        part = (day - first).days / max(1, (last - first).days)
        return LEFT + (width - LEFT - RIGHT) * part


def day_text(day: dt.date) -> str:
    """The day in full."""
    return date_format(day, "j F Y")


def short_day(day: dt.date) -> str:
    """The day as narrow as it reads."""
    return date_format(day, "j M Y")
