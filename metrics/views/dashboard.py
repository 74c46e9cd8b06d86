"""The quarterly dashboard, and the rows behind each of its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db.models import QuerySet
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext as _, gettext_lazy

from coe_portal.accounts.actor import Actor
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import current_slug, org_url
from coe_portal.tenancy.clock import today_of
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.charts.funnel import Funnel, FunnelStage
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.charts.scales import share
from coe_portal.ui.views import ActionView, Crumb, ListPageView, PageView
from intake.choices import Tier
from metrics.actions.catching_up import queue_numbers, take_what_is_quick
from metrics.actions.snapshots import take_snapshots
from metrics.kpis.registry import kpi_named
from metrics.logic.periods import Quarter, parse_quarter, quarter_of
from metrics.logic.slices import Cut
from metrics.models.snapshots import Snapshot
from metrics.part_labels import part_label
from metrics.permissions.quarters import COMMENT
from metrics.queries.dashboard import (
    QUARTERS_SHOWN,
    Dashboard,
    Taken,
    late_reviews,
    quarterly_dashboard,
)
from metrics.queries.drilldown import Drilldown, drilldown
from metrics.queries.tiles import COE_AREAS, EXECUTIVE_AREAS, FIRST
from metrics.queries.versions import version_of
from metrics.tables.registry import RowsTable, table_of
from metrics.tasks.quarters import compute_numbers
from metrics.views.rows import table_for
from metrics.views.tiles import area_cards, figure_url, tile_card

YEARS_BACK = 5
QUARTERS_OFFERED = 4
UNITS_OFFERED = 300
LONGEST_KEY = 18
COE_VIEW = "coe"
DRAWING_KEPT = 3600  # seconds
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


@dataclass(frozen=True)
class ViewLink:
    """Whose dashboard it is."""

    label: Text
    url: str
    is_shown: bool


class CutMixin:
    """Reads the part of the organization out of the address; what does not exist is the whole."""

    request: Any

    @cached_property
    def units(self) -> list[BusinessUnit]:
        """The business units to choose from."""
        return list(BusinessUnit.objects.only("pk", "name")[:UNITS_OFFERED])

    @cached_property
    def unit(self) -> BusinessUnit | None:
        """The unit of the address."""
        asked = self.request.GET.get("unit", "")
        if not (asked.isascii() and asked.isdecimal()) or len(asked) > LONGEST_KEY:
            return None
        return BusinessUnit.objects.filter(pk=asked).first()

    @cached_property
    def cut(self) -> Cut:
        """What the numbers are narrowed to."""
        tier = self.request.GET.get("tier", "")
        unit = self.unit.pk if self.unit else None
        return Cut(unit, tier if tier in Tier.values else "")

    def cut_in_words(self) -> str:
        """What the numbers are narrowed to; empty for nothing."""
        words = [self.unit.name] if self.unit else []
        if self.cut.tier:
            words.append(_("risk tier %(tier)s") % {"tier": Tier(self.cut.tier).label})
        return ", ".join(words)


@dataclass(frozen=True)
class Drawing:
    """Numbers and charts of a quarter as the page has them, and what else it asks of them."""

    html: SafeString
    taken: Taken
    cases: int | None

    @property
    def is_empty(self) -> bool:
        """Whether it is known that there is not one use case yet."""
        return self.cases == 0


class DashboardPage(CutMixin, PageView):
    """Numbers of a quarter: read, not computed, but for the first time they are asked for."""

    permission = "metrics.view_quarter"
    template_name = "metrics/dashboard.html"

    def find_subject(self) -> Quarter:
        code = self.kwargs.get("quarter")
        if code is None:
            return current_quarter(self.organization)
        return quarter_or_404(self.organization, code)

    @property
    def is_coe_view(self) -> bool:
        return bool(self.request.GET.get("view") == COE_VIEW)

    def page(self) -> dict[str, Any]:
        quarter: Quarter = self.subject
        drawing, job = self._newest(quarter)
        return {
            "quarter": quarter,
            "drawing": drawing,
            "job": job,
            "may_take": self.member.may("metrics.take_snapshots"),
            "may_see_packs": self.member.may("metrics.view_packs"),
            "is_running": quarter == current_quarter(self.organization),
            "switcher": self._switcher(quarter),
            "views": self._views(),
            "tier_choices": Tier.choices,
            "narrowed_to": self.cut_in_words(),
        }

    def _newest(self, quarter: Quarter) -> tuple[Drawing, Job | None]:
        """The numbers there are, and the job that computes what is missing."""
        drawing = self._drawing(quarter)
        missing = drawing.taken.missing(ZoneInfo(self.organization.timezone), timezone.now())
        if not missing:
            return drawing, None
        actor = Actor.system("dashboard")
        rest = take_what_is_quick(self.organization, missing, quarter, actor=actor)
        if rest != missing:
            drawing = self._drawing(quarter)
        needs_more = rest and not drawing.is_empty
        return drawing, self._handed_over(rest, actor) if needs_more else None

    def _handed_over(self, quarters: Sequence[Quarter], actor: Actor) -> Job:
        job, is_new = queue_numbers(quarters, actor=actor)
        if is_new:
            codes = [quarter.code for quarter in reversed(quarters)]
            running.hand_over(job, compute_numbers, job_id=job.pk, quarters=codes)
        return job

    def _drawing(self, quarter: Quarter) -> Drawing:
        """What was drawn of these numbers once is drawn for all who may see them."""
        name = self._drawn_as(quarter)
        drawing: Drawing | None = cache.get(name)
        if drawing is None:
            drawing = self._drawn(quarter)
            cache.set(name, drawing, DRAWING_KEPT)
        return drawing

    def _drawn_as(self, quarter: Quarter) -> str:
        """Under which name the drawing is kept: everything that it depends on."""
        facts = (
            version_of(quarter, QUARTERS_SHOWN),
            current_slug(),
            self.organization.currency,
            get_language() or "",
            timezone.get_current_timezone_name(),
            COE_VIEW if self.is_coe_view else "executive",
            "comment" if self.member.may(COMMENT.code) else "read",
            self.cut.key,
        )
        return ":".join(("dashboard", *facts))

    def _drawn(self, quarter: Quarter) -> Drawing:
        currency = self.organization.currency
        board = quarterly_dashboard(
            quarter,
            cut=self.cut,
            first=() if self.is_coe_view else FIRST,
            areas=COE_AREAS if self.is_coe_view else EXECUTIVE_AREAS,
        )
        context = {
            "board": board,
            "may_comment": self.member.may(COMMENT.code) and not board.signatures,
            "first": [tile_card(tile, board, currency) for tile in board.first],
            "areas": [area_cards(area, board, currency) for area in board.areas],
            "late": partial(self._late, board),
            "tier_names": [part_label(tier) for tier in board.tiers],
            "cases_url": org_url("metrics:rows", quarter=quarter.code, kpi="cases_by_stage"),
            "outcomes": _outcomes(board),
            **_charts(board),
        }
        html = render_to_string("metrics/_drawing.html", context, self.request)
        return Drawing(html, board.taken, board.cases)

    def _late(self, board: Dashboard) -> Sequence[object]:
        if board.as_of is None:
            return ()
        zone = ZoneInfo(self.organization.timezone)
        return late_reviews(board.quarter, zone=zone, at=board.as_of)

    def _switcher(self, quarter: Quarter) -> list[QuarterLink]:
        newest = min(quarter.shifted(1), current_quarter(self.organization))
        return [
            QuarterLink(each, self._address(each), each == quarter)
            for each in newest.back(QUARTERS_OFFERED)
        ]

    def _views(self) -> list[ViewLink]:
        return [
            ViewLink(_("Executives"), self._address(self.subject, view=""), not self.is_coe_view),
            ViewLink(_("CoE"), self._address(self.subject, view=COE_VIEW), self.is_coe_view),
        ]

    def _address(self, quarter: Quarter, *, view: str | None = None) -> str:
        """The page of a quarter with the same filters."""
        shown = (COE_VIEW if self.is_coe_view else "") if view is None else view
        words = {"view": shown, "unit": self.cut.unit, "tier": self.cut.tier}
        query = urlencode({name: value for name, value in words.items() if value})
        return org_url("metrics:quarter", quarter=quarter.code) + (f"?{query}" if query else "")


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


class RowsPage(CutMixin, ListPageView):
    """The rows behind a number, as they were at the moment of the number."""

    permission = "metrics.view_quarter"
    template_name = "metrics/rows.html"
    table_class = RowsTable
    empty_title = gettext_lazy("No rows stand behind this number")
    empty_icon = "list"

    def find_subject(self) -> Drilldown:
        kpi = found_or_404(kpi_named(self.kwargs["kpi"]))
        quarter = quarter_or_404(self.organization, self.kwargs["quarter"])
        found = drilldown(
            kpi,
            quarter,
            parts=self.request.GET.getlist("part"),
            cut=self.cut,
            zone=ZoneInfo(self.organization.timezone),
            now=timezone.now(),
        )
        self.table_class = table_for(self.member, kpi, found.rows)
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
        parts = [str(part_label(part)) for part in self.subject.parts]
        return ", ".join([*parts, *filter(None, [self.cut_in_words()])])

    @property
    def parents(self) -> Sequence[Crumb]:
        url = org_url("metrics:quarter", quarter=self.subject.quarter.code)
        return [Crumb(url, _("Quarterly dashboard")), Crumb(url, self.subject.quarter.code)]


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


def _charts(board: Dashboard) -> dict[str, object]:
    """The drawings; the page says the same numbers as links."""
    labels = tuple(quarter.short_name for quarter in board.quarters)
    return {
        "decided_chart": Bars(_("Decisions per quarter"), labels, board.courses["cases_decided"]),
        "submitted_chart": Bars(
            _("Submitted per quarter"), labels, board.courses["cases_submitted"]
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
