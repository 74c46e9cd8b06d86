"""Costs: a year of money, its entries, and the budget."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui import formats
from coe_portal.ui.charts.lines import Lines, Series
from coe_portal.ui.views import (
    BelowList,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
    TenantView,
)
from metrics.actions import costs as actions
from metrics.filters.costs import CostFilters
from metrics.forms import costs as forms
from metrics.logic.spending import FiscalYear, first_of_month, fiscal_year_of
from metrics.models.costs import BudgetLine, CostEntry
from metrics.permissions import costs as rights
from metrics.queries.costs import YearPage, year_page
from metrics.tables.costs import CostTable

YEARS_BACK = 5
YEARS_AHEAD = 1


class BelowCosts(BelowList):
    """A page below that of the year."""

    above = ("metrics:costs", _("Costs"))


class WithYear(TenantView):
    """Finds the fiscal year of the address; Http404 for one of long ago or the far future."""

    def find_subject(self) -> FiscalYear:
        first_month = self.organization.fiscal_year_start_month
        now = fiscal_year_of(today_here(), first_month)
        year = int(self.kwargs.get("year", now.year))
        if not now.year - YEARS_BACK <= year <= now.year + YEARS_AHEAD:
            raise Http404
        return FiscalYear(year, first_month)


class CostsPage(WithYear, PageView):
    permission = rights.VIEW_COSTS.code
    template_name = "metrics/costs/year.html"

    def page(self) -> dict[str, Any]:
        page = year_page(self.subject, today_here())
        return {
            "page": page,
            "currency": self.organization.currency,
            "chart": year_chart(page, self.organization.currency),
            "years": self._years(),
            "may_book": self.member.may(rights.BOOK_COSTS.code),
            "may_plan": self.member.may(rights.PLAN_BUDGET.code),
        }

    def _years(self) -> list[tuple[int, str, bool]]:
        """The year before, this one, and the one after where there is one."""
        now = fiscal_year_of(today_here(), self.organization.fiscal_year_start_month).year
        wanted = range(now - 2, now + 2)
        return [
            (year, org_url("metrics:costs_year", year=year), year == self.subject.year)
            for year in wanted
        ]


def year_chart(page: YearPage, currency: str) -> Lines:
    """Budget, actual and forecast, month by month summed up."""
    return Lines(
        title=gettext("Budget, spent and forecast, summed up"),
        labels=tuple(date_format(month, "M") for month in page.year.months),
        series=(
            Series(gettext("Budget"), _floats(page.planned_by_month)),
            Series(gettext("Spent"), _floats(page.spent_by_month)),
            Series(gettext("Forecast"), _floats(page.foreseen_by_month)),
        ),
        write=partial(formats.money, currency=currency),
    )


def _floats(amounts: Any) -> tuple[float | None, ...]:
    return tuple(None if amount is None else float(amount) for amount in amounts)


class CostList(BelowCosts, ListPageView):
    permission = rights.VIEW_COSTS.code
    title = _("Entries")
    subtitle = _("What was booked, and what was taken back.")
    table_class = CostTable
    filters_class = CostFilters
    empty_icon = "coins"
    empty_title = _("Nothing is booked yet")
    empty_text = _("Book a cost, or bring a table of them.")

    def rows(self) -> QuerySet[CostEntry]:
        return CostEntry.objects.with_names()

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.BOOK_COSTS.code):
            return []
        return [
            ButtonLink(org_url("metrics:cost_upload"), _("Bring a table"), "upload"),
            ButtonLink(org_url("metrics:cost_new"), _("Book a cost"), "plus", "primary"),
        ]

    def empty_actions(self) -> list[ButtonLink]:
        return self.actions()


class BookCostView(BelowCosts, FormPageView):
    permission = rights.BOOK_COSTS.code
    form_class = forms.CostForm
    title = _("Book a cost")
    subtitle = _("It belongs to its month, whenever it is booked.")
    submit_label = _("Book")
    success_message = _("The cost is booked.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"month": first_of_month(today_here())}}

    def act(self, payload: actions.CostTerms) -> CostEntry:
        return actions.book_cost(payload, actor=self.actor)


class CostMixin(TenantView):
    """Finds the entry of the address."""

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("metrics:costs"), _("Costs")),
            Crumb(org_url("metrics:cost_list"), _("Entries")),
        ]

    def find_subject(self) -> CostEntry:
        rows = CostEntry.objects.by_reference(self.kwargs["reference"]).with_names()
        return found_or_404(rows.select_related("corrects", "file").first())


class CostPage(CostMixin, PageView):
    permission = rights.VIEW_COSTS.code
    template_name = "metrics/costs/entry.html"

    def page(self) -> dict[str, Any]:
        entry: CostEntry = self.subject
        may_book = self.member.may(rights.BOOK_COSTS.code)
        return {
            "currency": self.organization.currency,
            "may_change": may_book and entry.is_standing,
            "corrections": list(entry.corrections.order_by("number")),
            "charged": list(entry.charged.select_related("statement").order_by("pk")[:20]),
        }


class CorrectCostView(SubjectFormPage, CostMixin, FormPageView):
    permission = rights.BOOK_COSTS.code
    form_class = forms.CorrectionForm
    title = _("Correct the entry")
    subtitle = _("It is taken back, and booked anew as you say here. Both stay to be seen.")
    submit_label = _("Correct")
    success_message = _("The entry is corrected.")

    def form_kwargs(self) -> dict[str, Any]:
        entry: CostEntry = self.subject
        initial = {name: getattr(entry, name) for name in actions.TERMS}
        named = {"use_case": entry.use_case, "model": entry.model}
        references = {name: one.reference if one else "" for name, one in named.items()}
        return {"initial": initial | references}

    def act(self, payload: forms.Correction) -> CostEntry:
        return actions.correct_cost(self.subject, payload.terms, payload.reason, actor=self.actor)

    def success_url(self, result: Any) -> str:
        return str(result.get_absolute_url())


class VoidCostView(SubjectFormPage, CostMixin, FormPageView):
    permission = rights.BOOK_COSTS.code
    form_class = forms.VoidForm
    title = _("Take the entry back")
    subtitle = _("It counts no more. What was charged with it is given back by a correction.")
    submit_label = _("Take it back")
    success_message = _("The entry is taken back.")

    def act(self, payload: forms.Why) -> CostEntry:
        return actions.void_cost(self.subject, payload.reason, actor=self.actor)


class SetBudgetView(WithYear, FormPageView):
    permission = rights.PLAN_BUDGET.code
    form_class = forms.BudgetForm
    submit_label = _("Set")
    success_message = _("The budget is set.")

    @property
    def title(self) -> str:  # type: ignore[override]  # names the year
        return gettext("Budget of %(year)s") % {"year": self.subject.year}

    @property
    def subtitle(self) -> str:  # type: ignore[override]  # names the currency
        return gettext(
            "For the whole fiscal year, in %(currency)s. What is left empty stays as it is; what "
            "was set before stays in history."
        ) % {"currency": self.organization.currency}

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(org_url("metrics:costs"), _("Costs")), Crumb(self.cancel_url, self._name)]

    @cached_property
    def _name(self) -> str:
        return str(self.subject.year)

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:costs_year", year=self.subject.year)

    def form_kwargs(self) -> dict[str, Any]:
        return {"year": self.subject.year}

    def act(self, payload: actions.BudgetTerms) -> list[BudgetLine]:
        return actions.set_budget(payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url
