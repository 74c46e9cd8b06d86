"""The portfolio three ways: a ranked list, a board by stage, value against feasibility."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.authorization import permits
from coe_portal.jobs import running
from coe_portal.jobs.models import Job
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.charts.bubbles import Bin, BinnedBubbles, Bubble, Bubbles, Legend
from coe_portal.ui.filters import Filters
from coe_portal.ui.htmx import is_fragment
from coe_portal.ui.views import (
    ActionView,
    ButtonLink,
    FragmentView,
    ListPageView,
    TenantView,
    Text,
)
from intake import tasks
from intake.actions.exports import request_export
from intake.choices import AiActClass, Stage, Tier
from intake.filters import UseCaseFilters
from intake.models.use_cases import UseCase, UseCaseQuerySet
from intake.queries import portfolio
from intake.tables import UseCaseTable

TITLE = 60
MOST_QUERY = 2_000
UNTIERED = "none"
VIEWS = (
    ("list", gettext_lazy("List"), "list", "intake:portfolio"),
    ("board", gettext_lazy("Board"), "columns-3", "intake:board"),
    ("bubbles", gettext_lazy("Value and feasibility"), "chart-scatter", "intake:bubbles"),
)


@dataclass(frozen=True)
class ViewLink:
    """One of the three ways to look at the same cases."""

    label: str
    icon: str
    url: str
    is_current: bool


class PortfolioScreen(TenantView):
    """What the three have in common: rows, filters in the address, the switch, the actions."""

    permission = "intake.view"
    key = ""
    title: Text = gettext_lazy("Portfolio")
    filters_class: ClassVar[type[Filters] | None] = UseCaseFilters

    def rows(self) -> UseCaseQuerySet:
        rows: UseCaseQuerySet = UseCase.objects.visible_to(self.member)
        return rows.with_people().defer("search", "summary")

    def actions(self) -> Sequence[ButtonLink]:
        buttons = []
        if permits(self.actor, "intake.import"):
            buttons.append(ButtonLink(org_url("intake:imports"), _("Import"), "upload"))
        if permits(self.actor, "intake.register"):
            buttons.append(
                ButtonLink(org_url("intake:register"), _("Register a use case"), "plus", "primary")
            )
        return buttons

    def views(self) -> list[ViewLink]:
        """The switch; it keeps the filters and leaves sort, columns and page behind."""
        query = self.request.GET.copy()
        for name in ("page", "sort", "columns", "export"):
            query.pop(name, None)
        kept = f"?{query.urlencode()}" if query else ""
        return [
            ViewLink(str(label), icon, org_url(name) + kept, key == self.key)
            for key, label, icon, name in VIEWS
        ]

    @cached_property
    def filters(self) -> UseCaseFilters:
        """The filters of the address over the rows that the member may see."""
        return UseCaseFilters(self.request.GET, queryset=self.rows(), request=self.request)


class PortfolioList(PortfolioScreen, ListPageView):
    """The ranked list."""

    key = "list"
    template_name = "intake/portfolio/list.html"
    table_class = UseCaseTable
    empty_icon = "lightbulb"
    empty_title = gettext_lazy("No use cases yet")
    empty_text = gettext_lazy("Register the first one, or import the inventory you have.")

    def empty_actions(self) -> Sequence[ButtonLink]:
        return self.actions()


class ExportView(ActionView, PortfolioScreen):
    """Ask for all filtered cases with their answers, in the form that a portal imports."""

    def act(self, _payload: None) -> Job:
        query = self.request.POST.get("filters", "")[:MOST_QUERY]
        job = request_export(query, actor=self.actor)
        running.hand_over(job, tasks.export_portfolio, job_id=job.pk, query=query)
        return job

    def success_url(self, result: Job) -> str:
        return org_url("jobs:job", reference=result.reference)


class FilteredPage(PortfolioScreen):
    """A page without a table: the whole of it, or only the results for htmx."""

    template_name = ""

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        only_results = is_fragment(self.request) and self.request.htmx.target == "results"
        return self.render(f"{self.template_name}#results" if only_results else self.template_name)


class PortfolioBoard(FilteredPage):
    """Columns by stage, the best of each first. Cards move by decisions, not by dragging."""

    key = "board"
    template_name = "intake/portfolio/board.html"

    def page(self) -> dict[str, Any]:
        rows: Any = self.filters.qs
        return {"columns": portfolio.board(rows), "filters": self.filters}


class PortfolioBubbles(FilteredPage):
    """Value against feasibility, coloured by tier; binned when there are too many to tell apart."""

    key = "bubbles"
    template_name = "intake/portfolio/bubbles.html"

    def page(self) -> dict[str, Any]:
        rows: Any = self.filters.qs
        plane = portfolio.plane(rows)
        return {
            "chart": plane_chart(plane),
            "plane": plane,
            "filters": self.filters,
            "unscored_url": self._unscored_url(),
        }

    def _unscored_url(self) -> str:
        """The list of the cases that these filters leave and the chart cannot show."""
        query = self.request.GET.copy()
        query.pop("page", None)
        query["placed"] = "no"
        return f"{org_url('intake:portfolio')}?{query.urlencode()}"


def plane_chart(plane: portfolio.Plane) -> Bubbles | BinnedBubbles:
    """The drawing of a read model."""
    legend = (
        *(Legend(tier.value, str(tier.label)) for tier in Tier),
        Legend(UNTIERED, _("Not tiered")),
    )
    title = _("Value and feasibility")
    if plane.bins:
        bins = tuple(Bin(one.x, one.y, one.tier or UNTIERED, one.count) for one in plane.bins)
        return BinnedBubbles(title, bins, legend, height=460)
    return Bubbles(title, tuple(_bubble(point) for point in plane.points), legend, height=460)


def _bubble(point: portfolio.Point) -> Bubble:
    title = point.title if len(point.title) <= TITLE else f"{point.title[: TITLE - 1]}…"
    return Bubble(
        label=f"{point.reference} {title}",
        feasibility=point.feasibility,
        value=point.value,
        paint=point.tier or UNTIERED,
        url=org_url("intake:use_case", reference=point.reference),
    )


@dataclass(frozen=True)
class Facet:
    """A value that cases have, how many do, and the list of them."""

    label: str
    tone: str
    count: int
    url: str


class PortfolioFacets(FragmentView, PortfolioScreen):
    """How many cases of each tier, stage and class are in the list; loaded after the page."""

    template_name = "intake/portfolio/facets.html"

    def page(self) -> dict[str, Any]:
        rows: Any = self.filters.qs
        found = portfolio.facets(rows.select_related(None))
        groups = (
            (_("Stage"), "stage", Stage, found.stage),
            (_("Tier"), "tier", Tier, found.tier),
            (_("EU AI Act class"), "ai_act_class", AiActClass, found.ai_act_class),
        )
        return {
            "total": found.total,
            "groups": [
                (label, self._facets(name, choices, counts))
                for label, name, choices, counts in groups
            ],
        }

    def _facets(self, name: str, choices: Any, counts: dict[str, int]) -> list[Facet]:
        query = self.request.GET.copy()
        query.pop("page", None)
        facets = []
        for value, label in [*choices.choices, ("", _("None yet"))]:
            if count := counts.get(value, 0):
                query[name] = value or UNTIERED
                url = f"{org_url('intake:portfolio')}?{query.urlencode()}"
                kind = "ai_act" if name == "ai_act_class" else name
                facets.append(Facet(str(label), f"{kind}:{value}", count, url))
        return facets
