"""Who pays for the CoE, and the heads of the units' money."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.models import BusinessUnit
from coe_portal.ui.views import Crumb, FormPageView, PageView
from metrics.actions import funding as actions
from metrics.forms import costs as forms
from metrics.logic.spending import first_of_month
from metrics.models.chargebacks import CostCentre, FundingPolicy
from metrics.permissions import costs as rights
from metrics.views.costs import BelowCosts

MOST_SHOWN = 20
MOST_UNITS = 200


class FundingPage(BelowCosts, PageView):
    permission = rights.VIEW_COSTS.code
    template_name = "metrics/costs/funding.html"

    def page(self) -> dict[str, Any]:
        policy = FundingPolicy.objects.in_force(first_of_month(today_here()))
        names = {str(unit.pk): unit.name for unit in units()}
        fixed = policy.fixed if policy is not None else {}
        return {
            "policy": policy,
            "fixed": [(names.get(unit, ""), percent) for unit, percent in fixed.items()],
            "policies": list(FundingPolicy.objects.all()[:MOST_SHOWN]),
            "units": list(units()[:MOST_UNITS]),
            "may_plan": self.member.may(rights.PLAN_BUDGET.code),
        }


def units() -> QuerySet[BusinessUnit]:
    """All units, with the heads of their money."""
    return BusinessUnit.objects.select_related("cost_centre__head__user").order_by("name", "pk")


class BelowFunding(BelowCosts):
    """A page below who pays."""

    permission = rights.PLAN_BUDGET.code

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(org_url("metrics:funding"), _("Who pays"))]

    @property
    def cancel_url(self) -> str:
        return org_url("metrics:funding")

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class SetFundingView(BelowFunding, FormPageView):
    form_class = forms.FundingForm
    title = _("Say who pays")
    subtitle = _("From a month on. Statements that were issued stay as they are.")
    success_message = _("From then on this holds.")

    def form_kwargs(self) -> dict[str, Any]:
        month = first_of_month(today_here())
        policy = FundingPolicy.objects.in_force(month)
        if policy is None:
            return {"initial": {"from_month": month}}
        fixed = {f"unit_{unit}": percent for unit, percent in policy.fixed.items()}
        known = {"model": policy.model, "share": policy.share, "key": policy.key}
        return {"initial": {"from_month": month, **known, **fixed}}

    def act(self, payload: actions.FundingTerms) -> FundingPolicy:
        return actions.set_funding(payload, actor=self.actor)


class SetCentreView(BelowFunding, FormPageView):
    form_class = forms.CentreForm
    success_message = _("Saved.")

    def find_subject(self) -> BusinessUnit:
        return found_or_404(units().filter(pk=self.kwargs["unit"]).first())

    @property
    def title(self) -> str:  # type: ignore[override]  # names the unit
        return gettext("Money of %(unit)s") % {"unit": self.subject}

    def form_kwargs(self) -> dict[str, Any]:
        centre: CostCentre | None = getattr(self.subject, "cost_centre", None)
        known = {"head": centre.head, "code": centre.code} if centre else {}
        return {"unit": self.subject, "initial": known}

    def act(self, payload: actions.CentreTerms) -> CostCentre:
        return actions.set_cost_centre(payload, actor=self.actor)
