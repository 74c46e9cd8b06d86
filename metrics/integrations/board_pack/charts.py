"""Drawings of a board pack: they are read on paper, often in grey, so that nothing hangs on hue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import Canvas, DataTable
from coe_portal.ui.charts.scales import finite

DARK, PALE, LINE, TARGET = "#3730a3", "#dfe0ee", "#8b8fa8", "#171923"
TOP: Final = 20
BOTTOM: Final = 18
TEXT: Final = 10.0
ROW: Final = 20
LETTER: Final = 6.0
LABEL_PART: Final = 0.45
VALUE_ROOM: Final = 46
LONGEST_LABEL: Final = 30


@dataclass(frozen=True)
class QuarterColumns:
    """A number quarter by quarter: the last one dark, each with its value, and the target dashed.

    `texts` are the values as they are written; a quarter without one has a dash on the ground line.
    """

    title: str
    labels: tuple[str, ...]
    values: tuple[float | None, ...]
    texts: tuple[str, ...]
    target: float | None = None
    target_text: str = ""
    height: int = 80

    def draw(self, width: int) -> SafeString:
        description = "; ".join(f"{label}: {text}" for label, text in self._pairs())
        canvas = Canvas(width, self.height, title=self.title, description=description)
        zero = self._y(0.0)
        slot = width / max(1, len(self.values))
        for index, label in enumerate(self.labels):
            self._column(canvas, index, slot)
            middle = slot * (index + 0.5)
            canvas.text(middle, self.height - 4, label, anchor="middle", size=TEXT)
        self._rule(canvas, zero, width, dashes=None)
        if self.target is not None:
            self._rule(canvas, self._y(self.target), width, dashes="4 3")
        for index, text in enumerate(self.texts):
            self._value(canvas, index, text, slot)
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable((_("Quarter"), _("Value")), tuple(self._pairs()))

    def _pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.labels, self.texts, strict=True))

    def _y(self, value: float) -> float:
        known = [finite(one) for one in (*self.values, self.target, 0.0) if one is not None]
        low, high = min(known), max(known)
        part = (finite(value) - low) / ((high - low) or 1.0)
        return TOP + (self.height - TOP - BOTTOM) * (1 - part)

    def _column(self, canvas: Canvas, index: int, slot: float) -> None:
        value = self.values[index]
        if value is None:
            return
        zero, end = self._y(0.0), self._y(value)
        is_last = index == len(self.values) - 1
        canvas.add(
            "rect",
            x=slot * (index + 0.5) - slot * 0.29,
            y=min(zero, end),
            width=slot * 0.58,
            height=max(1.0, abs(zero - end)),
            fill=DARK if is_last else PALE,
            stroke=DARK if is_last else LINE,
            stroke_width="0.75",
        )

    def _value(self, canvas: Canvas, index: int, text: str, slot: float) -> None:
        """A number above its column, on white where the target would strike it through."""
        value = self.values[index]
        zero = self._y(0.0)
        middle, above = slot * (index + 0.5), min(zero, self._y(value or 0.0)) - 5
        width = LETTER * len(text)
        canvas.add(
            "rect", x=middle - width / 2, y=above - 9, width=width, height=11.0, fill="#ffffff"
        )
        is_last = value is not None and index == len(self.values) - 1
        paint, weight = ("muted", None) if value is None else ("ink", 700 if is_last else 500)
        canvas.text(middle, above, text, paint=paint, anchor="middle", size=TEXT, weight=weight)

    def _rule(self, canvas: Canvas, y: float, width: int, *, dashes: str | None) -> None:
        canvas.add(
            "line",
            x1=0.0,
            y1=y,
            x2=float(width),
            y2=y,
            stroke=TARGET if dashes else LINE,
            stroke_width="1",
            stroke_dasharray=dashes,
        )


@dataclass(frozen=True)
class PartRows:
    """Parts of a whole as bars beside their names, the largest first as they are given."""

    title: str
    names: tuple[str, ...]
    values: tuple[float, ...]
    texts: tuple[str, ...]

    def draw(self, width: int) -> SafeString:
        description = "; ".join(f"{name}: {text}" for name, text in self._pairs())
        height = ROW * max(1, len(self.names))
        canvas = Canvas(width, height, title=self.title, description=description)
        start = width * LABEL_PART
        room = width - start - VALUE_ROOM
        most = max((abs(finite(value)) for value in self.values), default=0.0) or 1.0
        for index, (name, text) in enumerate(self._pairs()):
            y = float(ROW * index)
            length = max(1.0, room * abs(finite(self.values[index])) / most)
            canvas.text(0, y + 14, shortened(name), paint="ink", size=TEXT)
            canvas.add("rect", x=start, y=y + 4, width=length, height=ROW - 8.0, fill=DARK)
            canvas.text(start + length + 5, y + 14, text, paint="ink", size=TEXT, weight=600)
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable((_("Part"), _("Value")), tuple(self._pairs()))

    def _pairs(self) -> list[tuple[str, str]]:
        return list(zip(self.names, self.texts, strict=True))


def shortened(name: str) -> str:
    """A name that stands beside a bar."""
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"
