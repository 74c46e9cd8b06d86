"""The SVG under every chart: escaped by construction, right on paper and recoloured by the page.

Colours are presentation attributes, so that the text alone prints well; every mark also bears a
class, and static/css/charts.css, which beats presentation attributes, gives it the page's colours.
There is no style attribute and no style element: the Content Security Policy forbids both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Protocol

from django.utils.safestring import SafeString
from django.utils.text import slugify

from coe_portal.ui.markup import escaped

FONT = "Inter, 'Helvetica Neue', Arial, sans-serif"
FILLS: Mapping[str, str] = {
    "1": "#4f46e5",
    "2": "#0e9384",
    "3": "#d97706",
    "4": "#c026d3",
    "5": "#64748b",
    "low": "#0e9384",
    "medium": "#d97706",
    "high": "#d92d20",
    "prohibited": "#6b1513",
    "none": "#d5d8df",
    "ink": "#171923",
    "muted": "#5d6473",
    "grid": "#e6e7ec",
    "track": "#e6e7ec",
    "on": "#ffffff",
}
# Small text needs darker colours than marks to reach a contrast of 4.5 on white.
TEXTS: Mapping[str, str] = {
    **FILLS,
    "1": "#4338ca",
    "2": "#0b6b5f",
    "3": "#8a4b08",
    "4": "#86198f",
    "5": "#4a5060",
    "pos": "#0b6b5f",
    "neg": "#b42318",
}
HEAT = ("#f0f0fe", "#dcdbfc", "#bfbdf8", "#9a96f1", "#5a52e6", "#3d33bd")
HEAT_TEXT = ("#171923", "#171923", "#171923", "#171923", "#ffffff", "#ffffff")
SERIES = ("1", "2", "3", "4", "5")

Attribute = str | float | None


@dataclass(frozen=True)
class DataTable:
    """What a chart shows, as text: for readers who cannot see or point.

    `links` are the addresses that the first cells of the rows open; empty for none.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    links: tuple[str, ...] = ()

    def linked_rows(self) -> list[tuple[str, tuple[str, ...]]]:
        """(address or nothing, cells) of each row."""
        links = self.links or ("",) * len(self.rows)
        return list(zip(links, self.rows, strict=True))


class Chart(Protocol):
    """A chart draws itself at a width in pixels and can be read as a table."""

    @property
    def title(self) -> str: ...

    def draw(self, width: int) -> SafeString: ...

    def table(self) -> DataTable: ...


def coordinate(value: float) -> str:
    """At most one decimal: what a screen can show."""
    if not isfinite(value):
        return "0"
    return f"{value:.1f}".removesuffix(".0")


def element(name: str, attributes: Mapping[str, Attribute], content: str = "") -> str:
    """One element; every attribute value is escaped, `content` must already be markup."""
    written = "".join(
        [
            f' {key.replace("_", "-")}="{coordinate(v) if isinstance(v, float) else escaped(v)}"'
            for key, v in attributes.items()
            if v is not None
        ]
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


class Canvas:
    """Collects marks and renders them once, with title and description for screen readers."""

    def __init__(self, width: int, height: int, *, title: str, description: str) -> None:
        self.width = width
        self.height = height
        self.title = title
        self.description = description
        self._marks: list[str] = []

    def add(self, name: str, content: str = "", **attributes: Attribute) -> None:
        """Add an element; a trailing underscore in a name is dropped (`class_`)."""
        self._marks.append(
            element(name, {k.rstrip("_"): v for k, v in attributes.items()}, content)
        )

    def text(
        self,
        x: float,
        y: float,
        content: object,
        *,
        paint: str = "muted",
        size: float = 11,
        anchor: str = "start",
        weight: int | None = None,
        css: str = "",
        rotate: int | None = None,
    ) -> None:
        """Text at a baseline; `paint` names a colour of TEXTS."""
        suffix = "" if paint in {"ink", "muted", "on"} else "-text"
        turn = f"rotate({rotate} {coordinate(x)} {coordinate(y)})" if rotate else None
        self.add(
            "text",
            escaped(str(content)) or " ",
            class_=f"c-{paint}{suffix} {css}".strip(),
            x=float(x),
            y=float(y),
            fill=TEXTS[paint],
            font_size=coordinate(size),
            font_weight=weight,
            text_anchor=anchor,
            transform=turn,
            pointer_events="none",
        )

    def grid(self, x1: float, y1: float, x2: float, y2: float) -> None:
        """A quiet line."""
        self.add(
            "line",
            class_="c-grid",
            x1=float(x1),
            y1=float(y1),
            x2=float(x2),
            y2=float(y2),
            stroke=FILLS["grid"],
        )

    def render(self) -> SafeString:
        """The whole drawing. Safe: every text and attribute went through `escaped`."""
        uid = f"c-{slugify(self.title)[:40]}-{self.width}"
        head = element("title", {"id": f"{uid}-t"}, escaped(self.title) or " ")
        if self.description:
            head += element("desc", {"id": f"{uid}-d"}, escaped(self.description))
        labelled = f"{uid}-t {uid}-d" if self.description else f"{uid}-t"
        return SafeString(
            element(
                "svg",
                {
                    "xmlns": "http://www.w3.org/2000/svg",
                    "class": "chart",
                    "viewBox": f"0 0 {self.width} {self.height}",
                    "width": str(self.width),
                    "height": str(self.height),
                    "role": "img",
                    "aria-labelledby": labelled,
                    "font-family": FONT,
                },
                head + "".join(self._marks),
            )
        )
