"""Tiles of the dashboard in words, as the templates take them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.sparkline import Sparkline
from metrics.logic.periods import Quarter
from metrics.queries.dashboard import Area, Dashboard, Figure, Tile
from metrics.queries.quarters import Comment
from metrics.wording import figure_of, moved_by, told, unit_of, written

MINIMUM_OF_A_LINE = 2
Text = str | Promise
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
    unit: str
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
        value=_figure(tile, currency),
        unit=unit_of(tile.figure.value, tile.unit),
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


def _figure(tile: Tile, currency: str) -> str:
    value = tile.figure.value
    if value is None:
        return told(tile.declared, value, currency, tile.rows)
    return figure_of(value, tile.unit, currency)


def _moves(tile: Tile, board: Dashboard, currency: str) -> tuple[Move, ...]:
    known = (
        (tile.change, tile.tone, board.quarters[-2]),
        (tile.year_change, tile.year_tone, board.quarters[0]),
    )
    return tuple(
        Move(
            text=moved_by(moved, tile.unit, currency),
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
        target=written(tile.bands.target, tile.unit, currency),
        standing=str(standing.value) if standing else "",
        label=standing.label if standing else "",
    )


def _corrected(tile: Tile, currency: str) -> Corrected | None:
    found = tile.correction
    if found is None:
        return None
    return Corrected(written(found.value, tile.unit, currency), found.reason, found.computed_at)


def _sparkline(tile: Tile) -> Sparkline | None:
    """The course of what is known; one point is no line."""
    known = tuple(value for value in tile.history if value is not None)
    if len(known) < MINIMUM_OF_A_LINE:
        return None
    return Sparkline(str(tile.label), known, PAINTS.get(tile.tone, "1"))
