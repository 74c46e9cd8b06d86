"""The quarterly dashboard, and the rows behind each of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy

from coe_portal.accounts.actor import Actor
from coe_portal.tenancy.addresses import current_slug, org_url
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import Organization
from coe_portal.ui import formats
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.charts.funnel import Funnel, FunnelStage
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.charts.scales import share
from coe_portal.ui.charts.sparkline import Sparkline
from coe_portal.ui.views import ActionView, Crumb, ListPageView, PageView
from metrics.actions.snapshots import take_snapshots
from metrics.choices import Unit
from metrics.kpis.registry import kpi_named
from metrics.logic.periods import Change, Quarter, parse_quarter, quarter_of
from metrics.models.snapshots import Snapshot
from metrics.part_labels import part_label
from metrics.queries.dashboard import (
    Dashboard,
    Figure,
    Tile,
    late_reviews,
    quarterly_dashboard,
)
from metrics.queries.drilldown import Drilldown, drilldown
from metrics.tables.registry import table_of

YEARS_BACK = 5
QUARTERS_OFFERED = 4
MINIMUM_OF_A_LINE = 2
Text = str | Promise


def current_quarter(organization: Organization) -> Quarter:
    """The fiscal quarter that runs now, by the organization's clock."""
    today = today_of(organization)
    return quarter_of(today, organization.fiscal_year_start_month)


def quarter_or_404(organization: Organization, code: str) -> Quarter:
    """The quarter of an address; Http404 for the future, long ago and what is no quarter."""
    now = current_quarter(organization)
    quarter = parse_quarter(code, organization.fiscal_year_start_month)
    if quarter is None or not now.shifted(-4 * YEARS_BACK) <= quarter <= now:
        raise Http404
    return quarter


@dataclass(frozen=True)
class QuarterLink:
    """A choice of the switcher."""

    quarter: Quarter
    url: str
    is_shown: bool


class DashboardPage(PageView):
    """Numbers of a quarter: read, not computed, but for the first time they are asked for."""

    permission = "metrics.view_quarter"
    template_name = "metrics/dashboard.html"

    def find_subject(self) -> Quarter:
        code = self.kwargs.get("quarter")
        if code is None:
            return current_quarter(self.organization)
        return quarter_or_404(self.organization, code)

    def page(self) -> dict[str, Any]:
        quarter: Quarter = self.subject
        board = self._dashboard(quarter)
        zone_name = timezone.get_current_timezone_name()
        return {
            "board": board,
            "drawn_as": ":".join((board.version, current_slug(), get_language() or "", zone_name)),
            "switcher": self._switcher(quarter),
            "may_take": self.member.may("metrics.take_snapshots"),
            "is_running": quarter == current_quarter(self.organization),
            "late": partial(self._late, board),
            "tiles": [_tile_card(tile, board) for tile in board.tiles],
            "training": [_tile_card(tile, board) for tile in board.training],
            "tier_names": [part_label(tier) for tier in board.tiers],
            "cases_url": org_url("metrics:rows", quarter=quarter.code, kpi="cases_by_stage"),
            "outcomes": _outcomes(board),
            **_charts(board),
        }

    def _dashboard(self, quarter: Quarter) -> Dashboard:
        zone, now = ZoneInfo(self.organization.timezone), timezone.now()
        board = quarterly_dashboard(quarter, zone=zone, now=now)
        if not board.missing:
            return board
        take_snapshots(self.organization, board.missing, actor=Actor.system("dashboard"))
        return quarterly_dashboard(quarter, zone=zone, now=now)

    def _late(self, board: Dashboard) -> Sequence[object]:
        if board.as_of is None or not board.tiles[-1].figure.value:
            return ()
        zone = ZoneInfo(self.organization.timezone)
        return late_reviews(board.quarter, zone=zone, at=board.as_of)

    def _switcher(self, quarter: Quarter) -> list[QuarterLink]:
        newest = min(quarter.shifted(1), current_quarter(self.organization))
        return [
            QuarterLink(each, org_url("metrics:quarter", quarter=each.code), each == quarter)
            for each in newest.back(QUARTERS_OFFERED)
        ]


class TakeNumbers(ActionView):
    """Compute the numbers of a quarter now."""

    permission = "metrics.take_snapshots"
    success_message = gettext_lazy("The numbers are up to date.")

    def find_subject(self) -> Quarter:
        return quarter_or_404(self.organization, self.kwargs["quarter"])

    def act(self, payload: None) -> list[Snapshot]:  # noqa: ARG002 (there is no form)
        return take_snapshots(self.organization, [self.subject], actor=self.actor)

    def success_url(self, result: list[Snapshot]) -> str:  # noqa: ARG002
        return org_url("metrics:quarter", quarter=self.subject.code)


class RowsPage(ListPageView):
    """The rows behind a number, as they were at the moment of the number."""

    permission = "metrics.view_quarter"
    template_name = "metrics/rows.html"
    empty_title = _("No rows stand behind this number")
    empty_icon = "list"

    def find_subject(self) -> Drilldown:
        kpi = kpi_named(self.kwargs["kpi"])
        if kpi is None:
            raise Http404
        quarter = quarter_or_404(self.organization, self.kwargs["quarter"])
        found = drilldown(
            kpi,
            quarter,
            parts=self.request.GET.getlist("part"),
            zone=ZoneInfo(self.organization.timezone),
            now=timezone.now(),
        )
        self.table_class = table_of(found.rows.model)  # type: ignore[misc]  # the rows decide
        return found

    def rows(self) -> QuerySet[Any]:
        found: Drilldown = self.subject
        return found.rows.select_related(*table_of(found.rows.model).related)

    @property
    def title(self) -> Text:  # type: ignore[override]  # asks the KPI
        found: Drilldown = self.subject
        return found.kpi.question

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return ", ".join(str(part_label(part)) for part in self.subject.parts)

    @property
    def parents(self) -> Sequence[Crumb]:
        url = org_url("metrics:quarter", quarter=self.subject.quarter.code)
        return [Crumb(url, _("Quarterly dashboard")), Crumb(url, self.subject.quarter.code)]


@dataclass(frozen=True)
class TileCard:
    """A tile in words, as the component takes it."""

    label: Text
    icon: str
    url: str
    value: str
    delta: str
    direction: str
    tone: str
    note: str
    sparkline: Sparkline | None


def _tile_card(tile: Tile, board: Dashboard) -> TileCard:
    moved = tile.change
    return TileCard(
        label=tile.label,
        icon=tile.icon,
        url=figure_url(tile.figure, board.quarter),
        value=_written(tile.figure.value, tile.unit),
        delta=_change_text(moved, tile.unit),
        direction={1: "up", -1: "down"}.get(moved.direction, "") if moved else "",
        tone=tile.tone,
        note=_("vs %(quarter)s") % {"quarter": board.quarters[-2].short_name} if moved else "",
        sparkline=_sparkline(tile),
    )


def _sparkline(tile: Tile) -> Sparkline | None:
    """The course of what is known; one point is no line."""
    known = tuple(value for value in tile.history if value is not None)
    if len(known) < MINIMUM_OF_A_LINE:
        return None
    paint = {"pos": "2", "neg": "3"}.get(tile.tone, "1")
    return Sparkline(str(tile.label), known, paint)


def _written(value: float | None, unit: str) -> str:
    written = formats.number(value, 1 if value is not None and value % 1 else 0)
    return f"{written} %" if unit == Unit.PERCENT and value is not None else written


def _change_text(moved: Change | None, unit: str) -> str:
    if moved is None:
        return ""
    if unit == Unit.PERCENT:
        return _("%(count)s points") % {"count": _written(abs(moved.difference), Unit.COUNT)}
    if moved.percent is None:
        return _written(abs(moved.difference), unit) if moved.difference else "0 %"
    return f"{abs(moved.percent):.0f} %"


@dataclass(frozen=True)
class OutcomeLink:
    """How often a decision ended this way."""

    code: str
    label: Text
    count: float
    share: str
    url: str


def _outcomes(board: Dashboard) -> list[OutcomeLink]:
    total = sum(figure.value or 0 for figure in board.outcomes)
    return [
        OutcomeLink(
            code=figure.parts[0],
            label=part_label(figure.parts[0]),
            count=figure.value or 0,
            share=share(figure.value or 0, total),
            url=figure_url(figure, board.quarter),
        )
        for figure in board.outcomes
    ]


def figure_url(figure: Figure, quarter: Quarter) -> str:
    """The page with the rows behind a figure."""
    return org_url("metrics:rows", quarter=quarter.code, kpi=figure.kpi) + figure.query


def _charts(board: Dashboard) -> dict[str, object]:
    """The drawings; the page says the same numbers as links."""
    labels = tuple(quarter.short_name for quarter in board.quarters)
    return {
        "decided_chart": Bars(_("Decisions per quarter"), labels, board.course("cases_decided")),
        "submitted_chart": Bars(
            _("Submitted per quarter"), labels, board.course("cases_submitted")
        ),
        "days_chart": Lines(
            _("Median days to decision"),
            labels,
            tuple(Series(str(path.path.label), tuple(path.history)) for path in board.paths),
        ),
        "funnel_chart": Funnel(
            _("How far the cases of this quarter got"),
            tuple(
                FunnelStage(str(step.label), int(step.figure.value or 0)) for step in board.steps
            ),
        ),
    }
