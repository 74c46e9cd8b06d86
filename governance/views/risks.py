"""The risk register: list, map, expected losses, library, and the page of a risk."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from governance.actions import risk_acceptance, risks
from governance.choices import Impact, Likelihood, RiskBand, RiskState
from governance.filters.risks import RiskFilters
from governance.forms import risks as forms
from governance.models.risks import RESIDUAL, Risk, RiskAcceptance, RiskLink
from governance.permissions import risks as rights
from governance.queries import risks as queries
from governance.tables.risks import RiskTable
from governance.views.fragments import CaseMixin

REVIEW_AFTER = dt.timedelta(days=180)


class BelowRegister(BelowList):
    """A page below the register."""

    above = ("governance:risks", _("Risks"))


class RiskList(ListPageView):
    permission = rights.OPEN_REGISTER.code
    template_name = "governance/risks/list.html"
    title = _("Risks")
    subtitle = _("What can go wrong with AI, what is done about it, and who lives with the rest.")
    table_class = RiskTable
    filters_class = RiskFilters
    empty_icon = "triangle-alert"
    empty_title = _("No risks yet")
    empty_text = _("Take one from the library, or raise one of your own.")

    def rows(self) -> QuerySet[Risk]:
        visible = rights.risks_visible_to(self.member)
        return visible.with_register().select_related("organization")

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.RAISE_RISK.code):
            return []
        return [
            ButtonLink(org_url("governance:risk_library"), _("Library"), "book-open"),
            ButtonLink(org_url("governance:risk_new"), _("Raise a risk"), "plus", "primary"),
        ]


class RegisterPage(BelowRegister, PageView):
    permission = rights.OPEN_REGISTER.code


class HeatMapPage(RegisterPage):
    """`?rating=inherent` before treatment, else after it."""

    template_name = "governance/risks/map.html"

    def page(self) -> dict[str, Any]:
        asked = self.request.GET.get("rating", "")
        kind = asked if asked in queries.VIEWS else RESIDUAL
        visible = rights.risks_visible_to(self.member)
        return {
            "map": queries.heat_map(visible, kind),
            "kind": kind,
            "likelihoods": dict(Likelihood.choices),
            "impacts": Impact.choices,
            "bands": RiskBand.choices,
        }


class MoneyPage(RegisterPage):
    template_name = "governance/risks/money.html"

    def page(self) -> dict[str, Any]:
        visible = rights.risks_visible_to(self.member)
        return {
            "money": queries.money_view(visible),
            "currency": self.organization.currency,
        }


class LibraryPage(RegisterPage):
    """Known risks, to be taken into the register."""

    template_name = "governance/risks/library.html"

    def page(self) -> dict[str, Any]:
        return {
            "entries": queries.library(),
            "adopted": queries.adopted_entries(rights.risks_visible_to(self.member)),
            "may_raise": self.member.may(rights.RAISE_RISK.code),
        }


class RaiseRiskView(BelowRegister, FormPageView):
    """`?entry=risk-001` takes an entry of the library, `?about=UC-42` names a use case."""

    permission = rights.RAISE_RISK.code
    form_class = forms.NewRiskForm
    title = _("Raise a risk")
    submit_label = _("Put it into the register")
    success_message = _("It is in the register.")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {
            "owner": self.member,
            "review_on": today_here() + REVIEW_AFTER,
            "about": self.request.GET.get("about", ""),
        }
        entry = queries.library_entry(self.request.GET.get("entry", ""))
        if entry is not None:
            initial |= {
                "library_id": entry.id,
                "title": entry.title,
                "category": entry.category,
                "description": entry.description,
                "cause": "\n".join(entry.causes),
            }
        return {"initial": initial}

    def act(self, payload: risks.NewRisk) -> Risk:
        return risks.raise_risk(payload, actor=self.actor)


class RiskMixin(BelowRegister):
    """Finds the risk of the address, among those that the member may see."""

    def find_subject(self) -> Risk:
        rows = rights.risks_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.select_related("owner__user", "raised_by__user").first())


class RiskPage(RiskMixin, PageView):
    permission = rights.VIEW_RISK.code
    template_name = "governance/risks/risk.html"

    def page(self) -> dict[str, Any]:
        page = queries.risk_page(self.subject, self.member)
        return {
            "page": page,
            "can": self.rights(),
            "may_settle": {
                treatment.pk
                for treatment in page.treatments
                if permits(self.actor, rights.SETTLE_TREATMENT.code, treatment)
            },
            "currency": self.organization.currency,
        }

    def rights(self) -> dict[str, bool]:
        """What the member may do with this risk now."""
        state = self.subject.state
        may_change = permits(self.actor, rights.CHANGE_RISK.code, self.subject)
        may_accept = permits(self.actor, rights.ACCEPT_RISK.code, self.subject)
        is_live = state != RiskState.CLOSED
        return {
            "change": may_change and is_live,
            "reopen": may_change and not is_live,
            "accept": may_accept and state == RiskState.OPEN,
            "withdraw": may_accept and state == RiskState.ACCEPTED,
            "close": is_live and permits(self.actor, rights.CLOSE_RISK.code, self.subject),
        }


class RiskFormPage(SubjectFormPage, RiskMixin, FormPageView):
    """A form about one risk; leads back to its page."""

    permission = rights.CHANGE_RISK.code


class ChangeRiskView(RiskFormPage):
    form_class = forms.RiskForm
    title = _("Change the risk")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in risks.TERMS}}

    def act(self, payload: risks.RiskTerms) -> Risk:
        return risks.change_risk(self.subject, payload, actor=self.actor)


class AssessRiskView(RiskFormPage):
    form_class = forms.RatingsForm
    title = _("Assess the risk")
    subtitle = _("An acceptance ends when the risk turns out larger than what was accepted.")
    success_message = _("Assessed.")

    def form_kwargs(self) -> dict[str, Any]:
        initial = {name: getattr(self.subject, name) for name in risks.RATINGS}
        return {"initial": initial, "currency": self.organization.currency}

    def act(self, payload: risks.Ratings) -> Risk:
        return risks.assess_risk(self.subject, payload, actor=self.actor)


class ReviewRiskView(RiskFormPage):
    form_class = forms.ReviewForm
    title = _("Review the risk")
    subtitle = _("It stands as it is. Assess it when its size has changed.")
    success_message = _("Reviewed.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"next_on": today_here() + REVIEW_AFTER}}

    def act(self, payload: forms.Looked) -> Risk:
        return risks.review_risk(self.subject, payload.note, payload.next_on, actor=self.actor)


class AcceptRiskView(RiskFormPage):
    permission = rights.ACCEPT_RISK.code
    form_class = forms.AcceptanceForm
    title = _("Accept the risk")
    subtitle = _("At the size it has now. The owner is told.")
    submit_label = _("Accept")
    success_message = _("Accepted.")

    def act(self, payload: risk_acceptance.AcceptanceTerms) -> RiskAcceptance:
        return risk_acceptance.accept_risk(self.subject, payload, actor=self.actor)


class WithdrawAcceptanceView(RiskFormPage):
    permission = rights.ACCEPT_RISK.code
    form_class = forms.ReasonForm
    title = _("Withdraw the acceptance")
    subtitle = _("The risk is open again. Owner and acceptor are told.")
    submit_label = _("Withdraw")
    success_message = _("The risk is open again.")

    def act(self, payload: forms.Reason) -> Risk:
        return risk_acceptance.withdraw_acceptance(self.subject, payload.reason, actor=self.actor)


class CloseRiskView(RiskFormPage):
    permission = rights.CLOSE_RISK.code
    form_class = forms.ReasonForm
    title = _("Close the risk")
    subtitle = _("It can no longer happen. It stays in the register as closed.")
    submit_label = _("Close")
    success_message = _("Closed.")

    def act(self, payload: forms.Reason) -> Risk:
        return risks.close_risk(self.subject, payload.reason, actor=self.actor)


class ReopenRiskView(RiskFormPage):
    form_class = forms.ReasonForm
    title = _("Open the risk again")
    submit_label = _("Open")
    success_message = _("The risk is open again.")

    def act(self, payload: forms.Reason) -> Risk:
        return risks.reopen_risk(self.subject, payload.reason, actor=self.actor)


class LinkRiskView(RiskFormPage):
    form_class = forms.LinkForm
    title = _("Link what it is about")
    submit_label = _("Link")
    success_message = _("Linked.")

    def act(self, payload: forms.About) -> RiskLink:
        return risks.link_risk(self.subject, payload.reference, actor=self.actor)


class UnlinkRiskView(RiskMixin, ActionView):
    permission = rights.CHANGE_RISK.code
    success_message = _("The link is removed.")

    def act(self, _payload: None) -> None:
        links = self.subject.links.filter(pk=self.kwargs["link"])
        line = found_or_404(next(iter(queries.link_lines(links, self.member)), None))
        risks.unlink_risk(self.subject, line.pk, line.subject, actor=self.actor)


class CaseRisks(CaseMixin, FragmentView):
    """The risks of a use case, as far as the member may see them."""

    permission = rights.OPEN_REGISTER.code
    template_name = "governance/fragments/case_risks.html"

    def page(self) -> dict[str, Any]:
        visible = rights.risks_visible_to(self.member)
        return {
            "risks": queries.risks_about(self.subject, visible),
            "may_raise": self.member.may(rights.RAISE_RISK.code),
        }
