"""Tiles of the dashboard in words, as the templates take them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui import formats
from coe_portal.ui.charts.sparkline import Sparkline
from metrics.choices import Unit
from metrics.logic.periods import Change, Quarter
from metrics.queries.dashboard import Area, Dashboard, Figure, Tile
from metrics.queries.quarters import Comment

MINIMUM_OF_A_LINE = 2
Text = str | Promise
UNIT_WORDS: dict[str, Text] = {
    Unit.PERCENT: "%",
    Unit.DAYS: gettext_lazy("days"),
    Unit.HOURS: gettext_lazy("hours"),
    Unit.MONTHS: gettext_lazy("months"),
    Unit.PER_MONTH: gettext_lazy("a month"),
    Unit.LEVELS: gettext_lazy("levels"),
}
# Paints of the sparkline by the tone of the change.
PAINTS = {"pos": "2", "neg": "3"}


@dataclass(frozen=True)
class Move:
    """A change in words: `way` is up, down or empty, `tone` pos, neg or empty."""

    text: str
    way: str
    tone: str
    since: str


@dataclass(frozen=True)
class Goal:
    """The target, and how the value stands to it, if it does."""

    target: str
    standing: str
    label: Text


@dataclass(frozen=True)
class Corrected:
    """What a signed number would be now."""

    value: str
    reason: str
    at: object


@dataclass(frozen=True)
class TileCard:
    """A tile in words."""

    code: str
    label: Text
    icon: str
    url: str
    value: str
    unit: Text
    moves: tuple[Move, ...]
    goal: Goal | None
    sparkline: Sparkline | None
    comment: Comment | None
    comment_url: str
    correction: Corrected | None
    is_whole: bool
    is_unsigned: bool


@dataclass(frozen=True)
class AreaCards:
    """A chapter of the page."""

    code: str
    label: Text
    intro: Text
    cards: tuple[TileCard, ...]


def area_cards(area: Area, board: Dashboard, currency: str) -> AreaCards:
    cards = tuple(tile_card(tile, board, currency) for tile in area.tiles)
    return AreaCards(area.code, area.label, area.intro, cards)


def tile_card(tile: Tile, board: Dashboard, currency: str) -> TileCard:
    quarter = board.quarter
    return TileCard(
        code=tile.figure.kpi,
        label=tile.label,
        icon=tile.icon,
        url=figure_url(tile.figure, quarter),
        value=amount(tile.figure.value, tile.unit, currency),
        unit=UNIT_WORDS.get(tile.unit, "") if tile.figure.value is not None else "",
        moves=_moves(tile, board, currency),
        goal=_goal(tile, currency),
        sparkline=_sparkline(tile),
        comment=tile.comment,
        comment_url=org_url("metrics:comment", quarter=quarter.code, kpi=tile.figure.kpi),
        correction=_corrected(tile, currency),
        is_whole=tile.is_whole,
        is_unsigned=bool(board.signatures) and not tile.is_signed,
    )


def figure_url(figure: Figure, quarter: Quarter) -> str:
    """The page with the rows behind a figure."""
    return org_url("metrics:rows", quarter=quarter.code, kpi=figure.kpi) + figure.query


def amount(value: float | None, unit: str, currency: str) -> str:
    """The number without its unit; money has its sign in it."""
    if unit == Unit.MONEY:
        return formats.money(value, currency)
    return formats.number(value, 1 if value is not None and value % 1 else 0)


def in_words(value: float | None, unit: str, currency: str) -> str:
    """The number with its unit, as a sentence says it."""
    if value is None:
        return formats.DASH
    return f"{amount(value, unit, currency)} {UNIT_WORDS.get(unit, '')}".strip()


def change_in_words(moved: Change, unit: str, currency: str) -> str:
    """How far it moved, without the direction: a percentage where there is one."""
    if unit == Unit.PERCENT:
        return _("%(count)s points") % {"count": amount(abs(moved.difference), unit, currency)}
    if moved.percent is None:
        return amount(abs(moved.difference), unit, currency) if moved.difference else "0 %"
    return f"{abs(moved.percent):,.0f} %"


def _moves(tile: Tile, board: Dashboard, currency: str) -> tuple[Move, ...]:
    known = (
        (tile.change, tile.tone, board.quarters[-2]),
        (tile.year_change, tile.year_tone, board.quarters[0]),
    )
    return tuple(
        Move(
            text=change_in_words(moved, tile.unit, currency),
            way={1: "up", -1: "down"}.get(moved.direction, ""),
            tone=tone,
            since=_("on %(quarter)s") % {"quarter": since.short_name},
        )
        for moved, tone, since in known
        if moved is not None
    )


def _goal(tile: Tile, currency: str) -> Goal | None:
    if tile.bands is None:
        return None
    standing = tile.standing
    return Goal(
        target=in_words(tile.bands.target, tile.unit, currency),
        standing=str(standing.value) if standing else "",
        label=standing.label if standing else "",
    )


def _corrected(tile: Tile, currency: str) -> Corrected | None:
    found = tile.correction
    if found is None:
        return None
    return Corrected(in_words(found.value, tile.unit, currency), found.reason, found.computed_at)


def _sparkline(tile: Tile) -> Sparkline | None:
    """The course of what is known; one point is no line."""
    known = tuple(value for value in tile.history if value is not None)
    if len(known) < MINIMUM_OF_A_LINE:
        return None
    return Sparkline(str(tile.label), known, PAINTS.get(tile.tone, "1"))
