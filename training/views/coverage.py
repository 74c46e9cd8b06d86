"""AI-literacy coverage: the numbers of a day, who is missing, and the evidence to print."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _, gettext_lazy

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import day_here, today_of
from coe_portal.ui import formats
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.exports import EXPORTS, export_lines
from coe_portal.ui.views import ButtonLink, Crumb, ListPageView, PageView
from training.filters import WithoutLiteracyFilters
from training.logic.coverage import Coverage
from training.models.courses import Course
from training.permissions import VIEW_CATALOGUE, VIEW_PEOPLE, enrols_others, people_of
from training.queries.coverage import LiteracyCoverage, literacy_coverage, without_literacy
from training.tables.learning import enrolling_url
from training.tables.skills import WithoutLiteracyTable


class CoverageScreen(PageView):
    """The coverage of the day in the address, today without one."""

    permission = VIEW_PEOPLE.code

    def find_subject(self) -> LiteracyCoverage:
        return literacy_coverage(self.organization, self._day())

    def _day(self) -> dt.date:
        today = today_of(self.organization)
        try:
            asked = parse_date(self.request.GET.get("on", ""))
        except ValueError:  # such as 30 February
            asked = None
        first = day_here(self.organization.created_at)
        return today if asked is None or not first <= asked <= today else asked


class CoveragePage(CoverageScreen):
    template_name = "training/coverage/coverage.html"

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        kind = request.GET.get("export", "")
        if kind in EXPORTS:
            return export_lines(kind, _heads(self.subject), _lines(self.subject), _("AI literacy"))
        return self.render(self.template_name)

    def page(self) -> dict[str, Any]:
        found: LiteracyCoverage = self.subject
        return {
            "first_day": day_here(self.organization.created_at),
            "today": today_of(self.organization),
            "trend": Lines(
                _("Share of people with a valid certificate"),
                tuple(formats.day(day) for day in found.days),
                (Series(_("Everybody"), tuple(_percent(one) for one in found.history)),),
                unit=" %",
            ),
        }


class CoverageEvidence(CoverageScreen):
    """The same to print and file, with the law and the definition."""

    template_name = "training/coverage/evidence.html"

    def page(self) -> dict[str, Any]:
        return {"now": timezone.now()}


class WithoutLiteracyPage(ListPageView):
    """Who has no valid certificate that counts today, among the people one may see."""

    permission = VIEW_CATALOGUE.code
    title = gettext_lazy("Without a valid AI-literacy certificate")
    subtitle = gettext_lazy("Today, among the people whose training you may see.")
    table_class = WithoutLiteracyTable
    filters_class = WithoutLiteracyFilters
    empty_icon = "circle-check-big"
    empty_title = gettext_lazy("Nobody is missing")

    def rows(self) -> QuerySet[Membership]:
        return without_literacy(people_of(self.member), timezone.now())

    def actions(self) -> list[ButtonLink]:
        """Enrol whoever is listed, in the first course that counts."""
        course = Course.objects.offered().filter(counts_as_literacy=True).order_by("number").first()
        if course is None or not enrols_others(self.member):
            return []
        narrowed = {name: self.request.GET.get(name, "") for name in ("q", "unit")}
        url = enrolling_url(course, {"for": "literacy", **narrowed})
        return [ButtonLink(url, _("Enrol them"), "user-plus", "primary")]

    @property
    def parents(self) -> list[Crumb]:
        if not self.member.may(VIEW_PEOPLE.code):
            return []
        return [Crumb(org_url("training:coverage"), _("AI-literacy coverage"))]


def _percent(coverage: Coverage) -> float | None:
    return coverage.percent


def _heads(found: LiteracyCoverage) -> list[str]:
    numbers = [_("People"), _("With a valid certificate"), _("Missing"), _("Share in %")]
    history = [_("Share on %(day)s in %%") % {"day": day.isoformat()} for day in found.days[:-1]]
    return [_("Business unit"), _("Code"), _("Day"), *numbers, *history]


def _lines(found: LiteracyCoverage) -> list[list[Any]]:
    lines = [
        _line(_("Everybody"), "", found.day, found.history),
    ]
    for line in found.units:
        name, code = (line.unit.name, line.unit.code) if line.unit else (_("No unit"), "")
        lines.append(_line(name, code, found.day, line.history))
    return lines


def _line(name: str, code: str, day: dt.date, history: tuple[Coverage, ...]) -> list[Any]:
    now = history[-1]
    shares = [one.percent for one in history[:-1]]
    return [name, code, day, now.people, now.covered, now.missing, now.percent, *shares]
