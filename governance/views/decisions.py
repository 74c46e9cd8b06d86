"""Decisions as precedents, and what is still to be done about each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ButtonLink, ListPageView, PageView
from governance.filters.reviews import DecisionFilters
from governance.models.decisions import Decision
from governance.permissions import reviews as rights
from governance.queries.decision_page import decision_page
from governance.tables.reviews import DecisionTable


class DecisionList(ListPageView):
    permission = rights.VIEW_DECISIONS.code
    title = _("Decisions")
    subtitle = _("What was decided and why: look up how similar cases went.")
    table_class = DecisionTable
    filters_class = DecisionFilters
    empty_icon = "gavel"
    empty_title = _("No decisions yet")
    empty_text = _("The first one follows the first submitted use case.")

    def actions(self) -> list[ButtonLink]:
        return [ButtonLink(org_url("governance:appeals"), _("Appeals"), "scale")]

    def rows(self) -> QuerySet[Decision]:
        return rights.decisions_visible_to(self.member).select_related("use_case")


class DecisionPage(PageView):
    permission = rights.VIEW_DECISIONS.code
    template_name = "governance/decision.html"

    def find_subject(self) -> Decision:
        visible = rights.decisions_visible_to(self.member).with_case()
        return found_or_404(visible.by_reference(self.kwargs["reference"]).first())

    def page(self) -> dict[str, Any]:
        return {"page": decision_page(self.subject, self.member)}
