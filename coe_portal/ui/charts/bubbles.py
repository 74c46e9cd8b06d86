"""Value against feasibility, coloured by tier: circles for some hundreds, a binned map for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import FILLS, Canvas, DataTable, element
from coe_portal.ui.charts.scales import finite, number

LEFT, RIGHT, BOTTOM = 40, 12, 44
ABOVE, LEGEND_LINE = 12, 18  # room above the plane: a margin, and a line for each row of names
CHARACTER, LETTER = 5.6, 6.2  # average width of a letter at 10 px and at 11
MOST_BUBBLES = 2000
LABELLED = 60
MOST_ROWS = 500
BINS = 20

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Bubble:
    """One use case: `feasibility` and `value` 0-100, `weight` its area, `paint` its tier.

    A click on the circle opens `url`; keyboards have the link in the data table.
    """

    label: str
    feasibility: float
    value: float
    paint: str
    weight: float = 1
    url: str = ""


@dataclass(frozen=True)
class Bin:
    """Use cases that lie together: `x` and `y` are bin numbers from 0 to BINS - 1."""

    x: int
    y: int
    paint: str
    count: int


@dataclass(frozen=True)
class Legend:
    """A colour and its name."""

    paint: str
    name: str


class Plane:
    """The axes both variants share: 0-100 each way, four named quarters, the legend above.

    A legend that is too long for one line makes the drawing higher, so that the plane stays as it
    is and no name runs out of a phone.
    """

    def __init__(
        self, size: tuple[int, int], legend: Iterable[Legend], *, title: str, description: str
    ) -> None:
        self.width, height = size
        self.names = list(_places(legend, self.width - RIGHT))
        lines = 1 + max((line for _entry, _at, line in self.names), default=0)
        self.top = ABOVE + LEGEND_LINE * lines
        self.height = height + LEGEND_LINE * (lines - 1)
        self.canvas = Canvas(self.width, self.height, title=title, description=description)

    def x(self, value: float) -> float:
        return LEFT + (self.width - LEFT - RIGHT) * max(0.0, min(100.0, finite(value))) / 100

    def y(self, value: float) -> float:
        part = max(0.0, min(100.0, finite(value))) / 100
        return self.top + (self.height - self.top - BOTTOM) * (1 - part)

    def draw_axes(self) -> None:
        canvas = self.canvas
        canvas.add(
            "rect",
            class_="c-2",
            x=self.x(50),
            y=float(self.top),
            width=self.x(100) - self.x(50),
            height=self.y(50) - self.top,
            fill=FILLS["2"],
            fill_opacity="0.07",
        )
        for step in (0, 25, 50, 75, 100):
            canvas.grid(LEFT, self.y(step), self.width - RIGHT, self.y(step))
            canvas.grid(self.x(step), self.top, self.x(step), self.height - BOTTOM)
            canvas.text(LEFT - 8, self.y(step) + 4, step, anchor="end")
            canvas.text(self.x(step), self.height - BOTTOM + 16, step, anchor="middle")
        middle = (LEFT + self.width - RIGHT) / 2
        canvas.text(middle, self.height - 8, _("Feasibility →"), anchor="middle")
        centre = (self.top + self.height - BOTTOM) / 2
        canvas.text(12, centre, _("Value →"), anchor="middle", rotate=-90)
        self._name_quarters()
        self._draw_legend()

    def _name_quarters(self) -> None:
        top, bottom = self.top + 16, self.y(0) - 8
        left, right = self.x(0) + 8, self.x(100) - 8
        text = self.canvas.text
        text(right, top, _("Quick wins"), paint="2", anchor="end", weight=600)
        text(left, top, _("Strategic bets"), weight=600)
        text(right, bottom, _("Fill-ins"), anchor="end", weight=600)
        text(left, bottom, _("Park"), weight=600)

    def _draw_legend(self) -> None:
        for entry, at, line in self.names:
            middle = 14.0 + LEGEND_LINE * line
            fill, css = FILLS[entry.paint], f"c-{entry.paint}"
            self.canvas.add("circle", class_=css, cx=at + 5, cy=middle, r="5", fill=fill)
            self.canvas.text(at + 15, middle + 4, entry.name)


def _places(legend: Iterable[Legend], right: float) -> Iterator[tuple[Legend, float, int]]:
    """Where each name of a legend begins, and on which line, so that none ends beyond `right`."""
    at, line = float(LEFT), 0
    for entry in legend:
        length = 15 + LETTER * len(entry.name)
        if at > LEFT and at + length > right:
            at, line = float(LEFT), line + 1
        yield entry, at, line
        at += length + 14


@dataclass(frozen=True)
class Bubbles:
    """A circle per use case; at most MOST_BUBBLES, beyond that use BinnedBubbles."""

    title: str
    bubbles: tuple[Bubble, ...]
    legend: tuple[Legend, ...]
    height: int = 340

    def draw(self, width: int) -> SafeString:
        names = {entry.paint: entry.name for entry in self.legend}
        description = _("%(count)s use cases by feasibility and value, coloured by tier.") % {
            "count": number(len(self.bubbles))
        }
        size = (width, self.height)
        plane = Plane(size, self.legend, title=self.title, description=description)
        plane.draw_axes()
        ordered = sorted(self.bubbles[:MOST_BUBBLES], key=lambda bubble: -finite(bubble.weight))
        for bubble in ordered:
            self._circle(plane, bubble, names.get(bubble.paint, ""))
        for bubble, box in self._labels(plane, ordered):
            plane.canvas.text(
                box[0], (box[1] + box[3]) / 2 + 3.5, bubble.label,
                paint="ink", size=10, weight=500, css="c-halo",
            )  # fmt: skip
        return plane.canvas.render()

    def table(self) -> DataTable:
        names = {entry.paint: entry.name for entry in self.legend}
        return DataTable(
            (_("Use case"), _("Value"), _("Feasibility"), _("Tier")),
            tuple(
                (
                    bubble.label,
                    number(finite(bubble.value)),
                    number(finite(bubble.feasibility)),
                    names.get(bubble.paint, ""),
                )
                for bubble in self.bubbles[:MOST_ROWS]
            ),
            tuple(bubble.url for bubble in self.bubbles[:MOST_ROWS]),
        )

    @cached_property
    def _largest(self) -> float:
        return max((finite(bubble.weight) for bubble in self.bubbles), default=1.0) or 1.0

    def _radius(self, bubble: Bubble) -> float:
        small, spread = (3.0, 5.0) if len(self.bubbles) > LABELLED * 2 else (5.0, 15.0)
        return small + spread * sqrt(max(0.0, finite(bubble.weight)) / self._largest)

    def _circle(self, plane: Plane, bubble: Bubble, tier: str) -> None:
        fill = FILLS[bubble.paint]
        tip = _("%(label)s · value %(value)s, feasibility %(feasibility)s · %(tier)s") % {
            "label": bubble.label,
            "value": number(finite(bubble.value)),
            "feasibility": number(finite(bubble.feasibility)),
            "tier": tier,
        }
        circle = element(
            "circle",
            {
                "class": f"c-mark c-{bubble.paint} c-{bubble.paint}-line",
                "cx": plane.x(bubble.feasibility),
                "cy": plane.y(bubble.value),
                "r": self._radius(bubble),
                "fill": fill,
                "fill-opacity": "0.6",
                "stroke": fill,
                "stroke-width": "1.25",
                "data-tip": tip,
                "data-href": bubble.url or None,
            },
        )
        plane.canvas.add("g", circle)

    def _labels(self, plane: Plane, ordered: list[Bubble]) -> list[tuple[Bubble, Box]]:
        """Names for what fits: no name covers another name or a circle of another use case."""
        placed: list[tuple[Bubble, Box]] = []
        if len(ordered) > LABELLED:
            return placed
        for bubble in ordered:
            for box in self._candidates(plane, bubble):
                if self._is_free(plane, box, bubble, ordered, [b for _other, b in placed]):
                    placed.append((bubble, box))
                    break
        return placed

    def _candidates(self, plane: Plane, bubble: Bubble) -> list[Box]:
        x, y = plane.x(bubble.feasibility), plane.y(bubble.value)
        radius, width = self._radius(bubble), CHARACTER * len(bubble.label)
        starts = (
            (x + radius + 4, y),
            (x - radius - 4 - width, y),
            (x - width / 2, y - radius - 8),
            (x - width / 2, y + radius + 9),
        )
        return [(left, middle - 6, left + width, middle + 6) for left, middle in starts]

    def _is_free(
        self, plane: Plane, box: Box, bubble: Bubble, others: list[Bubble], taken: list[Box]
    ) -> bool:
        left, top, right, bottom = box
        inside = left >= LEFT and right <= plane.width - RIGHT
        inside = inside and top >= plane.top + 22 and bottom <= plane.height - BOTTOM - 20
        if not inside or any(overlaps(box, other) for other in taken):
            return False
        return not any(
            overlaps(box, self._bounds(plane, other)) for other in others if other is not bubble
        )

    def _bounds(self, plane: Plane, bubble: Bubble) -> Box:
        x, y, r = plane.x(bubble.feasibility), plane.y(bubble.value), self._radius(bubble)
        return (x - r, y - r, x + r, y + r)


@dataclass(frozen=True)
class BinnedBubbles:
    """The same plane for any number of use cases: one circle per bin and tier, area by count."""

    title: str
    bins: tuple[Bin, ...]
    legend: tuple[Legend, ...]
    height: int = 340

    def draw(self, width: int) -> SafeString:
        total = sum(entry.count for entry in self.bins)
        description = _("%(count)s use cases, grouped by feasibility and value.") % {
            "count": number(total)
        }
        size = (width, self.height)
        plane = Plane(size, self.legend, title=self.title, description=description)
        plane.draw_axes()
        names = {entry.paint: entry.name for entry in self.legend}
        largest = max((entry.count for entry in self.bins), default=0) or 1
        reach = (width - LEFT - RIGHT) / BINS / 2
        tip = _("%(count)s use cases · %(tier)s")
        for entry in sorted(self.bins, key=lambda one: -one.count):
            says = tip % {"count": number(entry.count), "tier": names.get(entry.paint, "")}
            self._circle(plane, entry, says, 1.5 + reach * sqrt(entry.count / largest))
        return plane.canvas.render()

    def table(self) -> DataTable:
        quarters = quarter_names()
        totals: Counter[tuple[str, str]] = Counter()
        for entry in self.bins:
            where = quarters[entry.x >= BINS // 2, entry.y >= BINS // 2]
            totals[where, entry.paint] += entry.count
        names = {entry.paint: entry.name for entry in self.legend}
        rows = [
            (where, names.get(paint, paint), number(count))
            for (where, paint), count in sorted(totals.items())
        ]
        return DataTable((_("Area"), _("Tier"), _("Use cases")), tuple(rows))

    def _circle(self, plane: Plane, entry: Bin, says: str, radius: float) -> None:
        size = 100 / BINS
        fill = FILLS[entry.paint]
        plane.canvas.add(
            "circle",
            class_=f"c-mark c-{entry.paint} c-{entry.paint}-line",
            cx=plane.x((entry.x + 0.5) * size),
            cy=plane.y((entry.y + 0.5) * size),
            r=radius,
            fill=fill,
            fill_opacity="0.5",
            stroke=fill,
            data_tip=says,
        )


def quarter_names() -> dict[tuple[bool, bool], str]:
    """The names of the four quarters of the plane by (feasible, valuable)."""
    return {
        (True, True): _("Quick wins"),
        (False, True): _("Strategic bets"),
        (True, False): _("Fill-ins"),
        (False, False): _("Park"),
    }


def overlaps(a: Box, b: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) share an area."""
    return not (a[2] < b[0] or a[0] > b[2] or a[3] < b[1] or a[1] > b[3])
