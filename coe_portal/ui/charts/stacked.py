"""Parts of a whole in one bar."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coe_portal.ui.charts.canvas import FILLS, Canvas, DataTable
from coe_portal.ui.charts.scales import number, share


@dataclass(frozen=True)
class Part:
    """`paint` is a colour name of the canvas: "1".."5", a tier, or "none"."""

    name: str
    count: float
    paint: str


@dataclass(frozen=True)
class Stacked:
    title: str
    parts: tuple[Part, ...]
    height: int = 14

    def draw(self, width: int) -> SafeString:
        total = sum(max(0.0, part.count) for part in self.parts)
        description = "; ".join(f"{part.name}: {number(part.count)}" for part in self.parts)
        canvas = Canvas(width, self.height, title=self.title, description=description)
        canvas.add(
            "rect",
            class_="c-track",
            width=float(width),
            height=float(self.height),
            rx="4",
            fill=FILLS["track"],
        )
        x = 0.0
        for part in self.parts:
            if part.count <= 0:
                continue
            length = width * part.count / total
            canvas.add(
                "rect",
                class_=f"c-mark c-{part.paint}",
                x=x,
                y=0.0,
                width=max(1.0, length - 2),
                height=float(self.height),
                rx="3",
                fill=FILLS[part.paint],
                data_tip=f"{part.name}: {number(part.count)} ({share(part.count, total)})",
            )
            x += length
        return canvas.render()

    def table(self) -> DataTable:
        total = sum(max(0.0, part.count) for part in self.parts)
        return DataTable(
            (_("Part"), _("Count"), _("Share")),
            tuple((p.name, number(p.count), share(p.count, total)) for p in self.parts),
        )
