"""The page of a KPI, and the rows behind it on any day."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.references import read_number
from coe_portal.ui import formats
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.views import Crumb, ListPageView, PageView
from metrics.kpis.registry import KPI, AsOf, Text, kpi_named
from metrics.logic.measuring import Measurement
from metrics.logic.periods import end_of_day, quarter_of
from metrics.logic.slices import Cut
from metrics.models.snapshots import Snapshot
from metrics.part_labels import part_label
from metrics.permissions.kpis import ENTER_READINGS, MANAGE_KPIS, RESTATE
from metrics.permissions.snapshots import VIEW_QUARTER
from metrics.queries import kpi_page
from metrics.queries.tiles import label_of
from metrics.tables.registry import RowsTable, table_of
from metrics.views.kpis import MINIMUM_OF_A_LINE, MeasuringView
from metrics.views.rows import table_for
from metrics.wording import bands_written

OLDEST = dt.timedelta(days=5 * 366)


class KpiMixin(MeasuringView):
    """Finds the KPI of the address."""

    def find_subject(self) -> KPI:
        return found_or_404(kpi_named(self.kwargs["kpi"]))

    @property
    def kpi(self) -> KPI:
        found: KPI = self.subject
        return found

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("metrics:kpis"), _("KPI catalogue"))]

    @cached_property
    def day(self) -> dt.date | None:
        """The day that `?as_of=2026-03-31` asks for; None for the newest number.

        Days to come, long past and what is no day are not found.
        """
        text = self.request.GET.get("as_of", "")
        if not text:
            return None
        try:
            day = parse_date(text)
        except ValueError:
            day = None
        if day is None or not self.today - OLDEST <= day <= self.today:
            raise Http404
        return day

    def seen_from(self, day: dt.date) -> AsOf:
        """The end of the day, or now while it lasts."""
        zone = ZoneInfo(self.organization.timezone)
        quarter = quarter_of(day, self.organization.fiscal_year_start_month)
        return AsOf(quarter, min(end_of_day(day, zone), timezone.now()), zone)


class KpiPageView(KpiMixin, PageView):
    """A KPI; with a day, the number is computed from history as it was at the end of that day."""

    permission = VIEW_QUARTER.code
    template_name = "metrics/kpis/kpi.html"

    def page(self) -> dict[str, Any]:
        page = kpi_page.kpi_page(self.kpi, self.quarter, self.today)
        return {
            "page": page,
            "label": label_of(self.kpi),
            "words": self._words(page),
            "chart": self._chart(page),
            "days_chart": self._days_chart(page),
            "seen": self._seen() if self.day else None,
            "parts": [(part, part_label(part), self.say(value)) for part, value in page.parts],
            "slices": self._slices(page.slices),
            "corrections": [
                (row, self.say(was), self.say(row.value)) for row, was in page.corrections
            ],
            "targets": [(row, self.say(row.target)) for row in page.set_targets],
            "readings": [(row, self.say(row.value)) for row in page.readings],
            "can": {
                "manage": permits(self.actor, MANAGE_KPIS.code, self.kpi),
                "enter": self.kpi.is_entered and permits(self.actor, ENTER_READINGS.code, self.kpi),
                "restate": permits(self.actor, RESTATE.code, self.kpi),
            },
            "oldest": self.today - OLDEST,
        }

    def say(self, value: float | None) -> str:
        """A number of this KPI in words."""
        return self.written(value, self.kpi)

    def _words(self, page: kpi_page.KpiPage) -> dict[str, str]:
        bands, kpi = page.bands, self.kpi
        currency = self.organization.currency
        return {
            "value": self._newest(page.latest),
            "target": self.say(bands.target) if bands else "",
            "bands": bands_written(bands, kpi.direction, kpi.unit, currency) if bands else "",
        }

    def _newest(self, latest: Snapshot | None) -> str:
        if latest is None:
            return self.say(None)
        return self.written(latest.value, self.kpi, latest.inputs)

    def _chart(self, page: kpi_page.KpiPage) -> Lines | None:
        """The quarters with their target and from where a value is poor."""
        known = [value for value in page.history if value is not None]
        if len(known) < MINIMUM_OF_A_LINE:
            return None
        first = next(i for i, value in enumerate(page.history) if value is not None)
        series = [Series(_("Value"), page.history[first:])]
        for name, values in ((_("Target"), page.targets), (_("Fair at"), page.limits)):
            if any(value is not None for value in values[first:]):
                series.append(Series(name, values[first:]))
        labels = tuple(quarter.short_name for quarter in page.quarters[first:])
        return Lines(_("By quarter"), labels, tuple(series), write=self.say)

    def _days_chart(self, page: kpi_page.KpiPage) -> Lines | None:
        if len(page.days) < MINIMUM_OF_A_LINE:
            return None
        labels = tuple(formats.day(day) for day, _value in page.days)
        values = tuple(value for _day, value in page.days)
        return Lines(_("By day"), labels, (Series(_("Value"), values),), write=self.say)

    def _seen(self) -> dict[str, Any]:
        """The number of the day that was asked for, computed now."""
        day = self.day or self.today
        as_of = self.seen_from(day)
        measurement: Measurement = self.kpi.measured(as_of)
        return {
            "day": day,
            "quarter": as_of.quarter,
            "measurement": measurement,
            "value": self.written(measurement.value, self.kpi, measurement.inputs),
            "parts": [
                (part, part_label(part), self.say(value))
                for part, value in list(measurement.parts.items())[: kpi_page.PARTS_SHOWN]
            ],
        }

    def _slices(self, slices: kpi_page.Slices | None) -> dict[str, Any] | None:
        if slices is None:
            return None
        return {
            "tiers": [(tier, part_label(tier)) for tier in slices.tiers],
            "totals": [
                (tier, self.say(value))
                for tier, value in zip(slices.tiers, slices.totals, strict=True)
            ],
            "units": [
                (
                    line.unit,
                    self.say(line.value),
                    [
                        (tier, "" if value is None else self.say(value))
                        for tier, value in zip(slices.tiers, line.by_tier, strict=True)
                    ],
                )
                for line in slices.units
            ],
        }


class KpiRows(KpiMixin, ListPageView):
    """The rows behind a number on a day: `?as_of=&part=&unit=&tier=`."""

    permission = VIEW_QUARTER.code
    table_class = RowsTable
    empty_title = gettext_lazy("No rows stand behind this number")
    empty_icon = "list"

    def find_subject(self) -> KPI:
        found = super().find_subject()
        rows = found.rows(self.seen_from(self.today))
        self.table_class = table_for(self.member, found, rows)
        return found

    @cached_property
    def cut(self) -> Cut:
        """The part of the organization that the address asks for."""
        query = self.request.GET
        return Cut(read_number(query.get("unit", "")), query.get("tier", ""))

    def rows(self) -> QuerySet[Any]:
        as_of = self.seen_from(self.day or self.today)
        rows = self.kpi.rows_behind(as_of, self.request.GET.getlist("part"), self.cut)
        return rows.select_related(*table_of(rows.model).related)

    @property
    def title(self) -> Text:  # type: ignore[override]  # asks the KPI
        return self.kpi.question

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        day = formats.day(self.day or self.today)
        parts = [str(part_label(part)) for part in self.request.GET.getlist("part")]
        if self.cut.tier:
            parts.append(str(part_label(self.cut.tier)))
        return ", ".join([_("As of %(day)s") % {"day": day}, *parts])

    @property
    def parents(self) -> list[Crumb]:
        here = Crumb(org_url("metrics:kpi", kpi=self.kpi.code), label_of(self.kpi))
        return [*super().parents, here]
