"""Who decides what, and the RACI chart: read by all, published by the CoE."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.downloads import written_file
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.views import Crumb, PageView, TenantView
from governance.actions import rights as actions
from governance.choices import OperatingModel
from governance.forms.rights import RaciForm, RightsForm
from governance.integrations.raci_pdf import print_raci
from governance.logic.rights import Rights, default_holders
from governance.models.rights import DecisionRights, RaciChart
from governance.permissions.reviews import VIEW_RULES
from governance.permissions.rights import PUBLISH_RIGHTS
from governance.queries.rights import (
    gate_columns,
    raci_on,
    raci_to_edit,
    rights_page,
    rights_to_edit,
    shipped_raci,
)
from governance.views.next_version import NextVersionView


class UnitMixin:
    """The business unit of `?unit=`, if one is named; 404 for one that is not there."""

    request: Any

    @cached_property
    def unit(self) -> BusinessUnit | None:
        given = self.request.GET.get("unit", "")
        if not given:
            return None
        return found_or_404(BusinessUnit.objects.filter(code=given).first())


class RightsPage(UnitMixin, PageView):
    permission = VIEW_RULES.code
    template_name = "governance/rights/page.html"

    def page(self) -> dict[str, Any]:
        return {
            "shown": rights_page(self.unit),
            "gates": gate_columns(),
            "models": OperatingModel,
            "may_publish": self.member.may(PUBLISH_RIGHTS.code),
        }


class EditRightsView(UnitMixin, NextVersionView):
    """`?model=` begins with the defaults of an operating model, `?unit=` edits one unit."""

    permission = PUBLISH_RIGHTS.code
    versions = DecisionRights
    form_class = RightsForm
    template_name = "governance/rights/form.html"
    submit_label = _("Publish")
    success_message = _("The new decision rights are published.")

    @property
    def title(self) -> str:  # type: ignore[override]
        if self.unit is None:
            return gettext("Change decision rights")
        return gettext("Decision rights of %(unit)s") % {"unit": self.unit}

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return gettext(
            "Who holds the reviews that one reviewer may decide. What the path matrix gives to a "
            "board stays there; running reviews keep who holds them."
        )

    def form_kwargs(self) -> dict[str, Any]:
        return {"rights": self._begin(), "unit": self.unit}

    def _begin(self) -> Rights:
        rights = rights_to_edit()
        model = self.request.GET.get("model", "")
        if self.unit is None and model in OperatingModel.values:
            return Rights(OperatingModel(model), default_holders(OperatingModel(model)))
        return rights

    @property
    def cancel_url(self) -> str:
        unit = f"?unit={self.unit.code}" if self.unit else ""
        return org_url("governance:decision_rights") + unit

    @property
    def parents(self) -> list[Crumb]:
        boards = Crumb(org_url("governance:boards"), _("Boards"))
        return [boards, Crumb(org_url("governance:decision_rights"), _("Decision rights"))]

    def publish(self, payload: actions.RightsTerms) -> DecisionRights:
        return actions.publish_rights(payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class RaciPage(PageView):
    permission = VIEW_RULES.code
    template_name = "governance/rights/raci.html"

    def page(self) -> dict[str, Any]:
        chart = raci_on(today_here())
        return {
            "chart": chart,
            "rows": chart.rows if chart else shipped_raci(),
            "versions": list(RaciChart.objects.newest_first()[:20]),
            "may_publish": self.member.may(PUBLISH_RIGHTS.code),
        }


class RaciPdf(TenantView):
    """The chart in force, to print."""

    permission = VIEW_RULES.code

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        chart = raci_on(today_here())
        content = print_raci(chart.rows if chart else shipped_raci(), chart, self.organization)
        return written_file(content, "raci.pdf", "application/pdf")


class EditRaciView(NextVersionView):
    permission = PUBLISH_RIGHTS.code
    versions = RaciChart
    form_class = RaciForm
    template_name = "governance/rights/raci_form.html"
    title = _("Change the RACI chart")
    subtitle = _("One accountable for each activity. A row without any text is left out.")
    submit_label = _("Publish")
    success_message = _("The new chart is published.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"rows": raci_to_edit()}

    @property
    def cancel_url(self) -> str:
        return org_url("governance:raci")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("RACI"))]

    def publish(self, payload: actions.RaciTerms) -> RaciChart:
        return actions.publish_raci(payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url
