"""The KPI catalogue, and all kept numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.downloads import written_file
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.charts.sparkline import Sparkline
from coe_portal.ui.views import ButtonLink, Crumb, ListPageView, PageView, TenantView
from metrics.choices import Standing
from metrics.filters.kpis import SnapshotFilters
from metrics.integrations.number_files import TYPES, written_numbers
from metrics.kpis.registry import KPI
from metrics.logic.periods import Quarter, quarter_of
from metrics.models.snapshots import Snapshot
from metrics.permissions.kpis import ENTER_READINGS
from metrics.permissions.snapshots import VIEW_QUARTER
from metrics.queries import catalogue
from metrics.queries.tiles import label_of
from metrics.tables.kpis import SnapshotTable
from metrics.wording import told

MINIMUM_OF_A_LINE = 2
PAINTS = {Standing.GOOD: "2", Standing.POOR: "3"}


class MeasuringView(TenantView):
    """What every page of the catalogue needs: today, its quarter, and numbers in words."""

    @cached_property
    def today(self) -> dt.date:
        return today_here()

    @property
    def quarter(self) -> Quarter:
        return quarter_of(self.today, self.organization.fiscal_year_start_month)

    def written(self, value: float | None, kpi: KPI, rows: int = 0) -> str:
        """A number of a KPI as people read it; `rows` stand behind it."""
        return told(kpi, value, self.organization.currency, rows)


class CataloguePage(MeasuringView, PageView):
    """`?standing=poor` shows only those that stand so."""

    permission = VIEW_QUARTER.code
    template_name = "metrics/kpis/catalogue.html"

    def page(self) -> dict[str, Any]:
        chapters = catalogue.catalogue(self.quarter, self.today)
        lines = [line for chapter in chapters for line in chapter.lines]
        asked = self.request.GET.get("standing", "")
        shown = asked if asked in Standing.values else ""
        return {
            "chapters": [
                (chapter.area, cards)
                for chapter in chapters
                if (cards := [self._card(one) for one in chapter.lines if _stands(one, shown)])
            ],
            "shown": shown,
            "standings": [
                (standing, sum(line.standing == standing for line in lines))
                for standing in Standing
            ],
            "count": len(lines),
            "may_enter": self.member.may(ENTER_READINGS.code),
        }

    def _card(self, line: catalogue.Line) -> Card:
        known = tuple(value for value in line.history if value is not None)
        is_line = len(known) >= MINIMUM_OF_A_LINE
        label = label_of(line.kpi)
        paint = PAINTS.get(line.standing, "1") if line.standing else "1"
        return Card(
            line=line,
            label="" if label == line.kpi.question else str(label),
            value=self.written(line.value, line.kpi, line.latest.inputs if line.latest else 0),
            target=self.written(line.bands.target, line.kpi) if line.bands else "",
            sparkline=Sparkline(str(line.kpi.question), known, paint) if is_line else None,
        )


def _stands(line: catalogue.Line, standing: str) -> bool:
    return not standing or line.standing == standing


@dataclass(frozen=True)
class Card:
    """A line of the catalogue in words."""

    line: catalogue.Line
    label: str
    value: str
    target: str
    sparkline: Sparkline | None


class SnapshotList(ListPageView):
    """Every number that was kept, also those that were corrected: for export."""

    permission = VIEW_QUARTER.code
    title = gettext_lazy("Kept numbers")
    subtitle = gettext_lazy(
        "Each number as it was computed, with the proof of what it was made from. Corrections "
        "stand beside what they correct."
    )
    table_class = SnapshotTable
    filters_class = SnapshotFilters
    empty_icon = "chart-column"
    empty_title = gettext_lazy("No numbers yet")
    empty_text = gettext_lazy("They are computed each night, and when the dashboard is opened.")

    def rows(self) -> QuerySet[Snapshot]:
        rows: QuerySet[Snapshot] = Snapshot.objects.select_related("restates").defer(
            "parts", "slices"
        )
        return rows

    @property
    def parents(self) -> Sequence[Crumb]:
        return [Crumb(org_url("metrics:kpis"), _("KPI catalogue"))]

    def actions(self) -> Sequence[ButtonLink]:
        place, query = org_url("metrics:kpi_numbers"), self.request.GET.copy()
        return [
            ButtonLink(f"{place}?{_with(query, kind)}", label, "download")
            for kind, label in (
                ("parquet", _("Parquet, with parts")),
                ("csv", _("CSV, with parts")),
            )
        ]


def _with(query: QueryDict, kind: str) -> str:
    query["as"] = kind
    return query.urlencode()


class NumbersFile(MeasuringView):
    """The kept numbers with their parts and slices, filtered as the list: `?as=parquet`."""

    permission = VIEW_QUARTER.code

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The file to save."""
        kind = request.GET.get("as", "")
        if kind not in TYPES:
            raise Http404
        rows = SnapshotFilters(request.GET, queryset=Snapshot.objects.all(), request=request).qs
        return written_file(written_numbers(kind, rows), f"kpis-{self.today}.{kind}", TYPES[kind])
