"""How many pass from stage to stage, and how long it takes them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from coe_portal.ui.charts.canvas import FILLS, Canvas, DataTable, coordinate
from coe_portal.ui.charts.scales import finite, number, share

ROW, BAR, SIDE, NARROWEST = 42, 28, 112, 34.0


@dataclass(frozen=True)
class FunnelStage:
    """`days` is the median number of days to get here; `url` opens the rows behind it."""

    name: str
    count: int
    days: float | None = None
    url: str = ""


@dataclass(frozen=True)
class Funnel:
    title: str
    stages: tuple[FunnelStage, ...]

    def draw(self, width: int) -> SafeString:
        description = "; ".join(f"{stage.name}: {stage.count}" for stage in self.stages)
        height = max(ROW, ROW * len(self.stages) + 4)
        canvas = Canvas(width, height, title=self.title, description=description)
        for index, stage in enumerate(self.stages):
            if index + 1 < len(self.stages):
                self._flow(canvas, index)
            self._bar(canvas, index, stage)
        return canvas.render()

    def table(self) -> DataTable:
        return DataTable(
            (_("Stage"), _("Use cases"), _("Of the stage before"), _("Median days")),
            tuple(
                (
                    stage.name,
                    number(stage.count),
                    share(stage.count, self.stages[index - 1].count) if index else "",
                    number(stage.days) if stage.days is not None else "",
                )
                for index, stage in enumerate(self.stages)
            ),
            tuple(stage.url for stage in self.stages),
        )

    def _width(self, canvas: Canvas, index: int) -> float:
        most = max((stage.count for stage in self.stages), default=0) or 1
        full = max(NARROWEST, float(canvas.width - 2 * SIDE))
        return max(NARROWEST, full * self.stages[index].count / most)

    def _flow(self, canvas: Canvas, index: int) -> None:
        middle, top = canvas.width / 2, ROW * index + 2 + BAR
        here, there = self._width(canvas, index) / 2, self._width(canvas, index + 1) / 2
        c = coordinate
        canvas.add(
            "path",
            class_="c-1",
            fill=FILLS["1"],
            fill_opacity="0.13",
            d=(
                f"M{c(middle - here)} {c(top)}H{c(middle + here)}"
                f"L{c(middle + there)} {c(top + ROW - BAR)}H{c(middle - there)}Z"
            ),
        )

    def _bar(self, canvas: Canvas, index: int, stage: FunnelStage) -> None:
        middle, top, width = canvas.width / 2, ROW * index + 2, self._width(canvas, index)
        first = self.stages[0].count
        paint, ink = ("1", "on") if stage.count else ("track", "muted")
        canvas.add(
            "rect",
            class_=f"c-mark c-{paint}",
            x=middle - width / 2,
            y=float(top),
            width=width,
            height=float(BAR),
            rx="4",
            fill=FILLS[paint],
            data_tip=f"{stage.name}: {number(stage.count)} ({share(stage.count, first)})",
            data_href=stage.url or None,
        )
        y = top + BAR / 2 + 4
        canvas.text(0, y, stage.name, paint="ink", size=12, weight=500)
        text = number(stage.count)
        canvas.text(middle, y, text, paint=ink, size=12, anchor="middle", weight=600)
        canvas.text(canvas.width, y, self._passage(index, stage), anchor="end")

    def _passage(self, index: int, stage: FunnelStage) -> str:
        parts = [share(stage.count, self.stages[index - 1].count)] if index else []
        if stage.days is not None:
            days = finite(stage.days)
            parts.append(ngettext("%(n)s day", "%(n)s days", round(days)) % {"n": number(days)})
        return " · ".join(part for part in parts if part)
