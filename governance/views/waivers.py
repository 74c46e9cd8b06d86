"""Waivers: the list, the page of one, asking and deciding, and the tab of a use case."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from governance.actions import waivers
from governance.choices import WaiverState
from governance.filters.waivers import WaiverFilters
from governance.forms import waivers as forms
from governance.logic.waivers import may_become
from governance.models.waivers import Waiver
from governance.permissions import waivers as rights
from governance.queries.rules import tier_terms
from governance.queries.waivers import waivable_controls, waiver_lines
from governance.tables.waivers import WaiverTable
from governance.views.fragments import CaseMixin


class WaiverList(ListPageView):
    permission = rights.LIST_WAIVERS.code
    template_name = "governance/validity/list.html"
    title = _("Waivers")
    subtitle = _("Controls that use cases go without for a time, and who lives with the risk.")
    table_class = WaiverTable
    filters_class = WaiverFilters
    empty_icon = "shield-off"
    empty_title = _("No waivers yet")
    empty_text = _("They are asked for on the page of a use case.")

    def rows(self) -> QuerySet[Waiver]:
        return rights.waivers_visible_to(self.member).with_people()


class WaiverMixin(BelowList):
    """Finds the waiver of the address, among those that the member may see."""

    above = ("governance:waivers", _("Waivers"))

    def find_subject(self) -> Waiver:
        rows = rights.waivers_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.with_people().first())


class WaiverPage(WaiverMixin, PageView):
    permission = rights.VIEW_WAIVER.code
    template_name = "governance/validity/waiver.html"

    def page(self) -> dict[str, Any]:
        return {"can": self.rights()}

    def rights(self) -> dict[str, bool]:
        """What the member may do with this waiver now."""
        state = WaiverState(self.subject.state)
        may_decide = permits(self.actor, rights.DECIDE_WAIVER.code, self.subject)
        may_settle = permits(self.actor, rights.SETTLE_WAIVER.code, self.subject)
        may_withdraw = permits(self.actor, rights.WITHDRAW_WAIVER.code, self.subject)
        return {
            "decide": may_decide and may_become(state, WaiverState.GRANTED),
            "revoke": may_decide and may_become(state, WaiverState.REVOKED),
            "settle": may_settle and may_become(state, WaiverState.SETTLED),
            "withdraw": may_withdraw and may_become(state, WaiverState.WITHDRAWN),
        }


class RequestWaiverView(CaseMixin, FormPageView):
    permission = rights.REQUEST_WAIVER.code
    form_class = forms.WaiverForm
    title = _("Ask for a waiver")
    subtitle = _(
        "Until somebody accepts the risk, the gate of this control is closed; for a policy all are."
    )
    submit_label = _("Ask")
    success_message = _("Asked. Somebody entitled decides.")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, self.subject.reference)]

    def form_kwargs(self) -> dict[str, Any]:
        days = tier_terms(self.subject.tier).waiver_days
        return {"controls": waivable_controls(self.subject), "days": days}

    def act(self, payload: waivers.WaiverTerms) -> Waiver:
        return waivers.request_waiver(self.subject, payload, actor=self.actor)

    def success_url(self, result: Waiver) -> str:
        return str(result.get_absolute_url())


class WaiverFormPage(SubjectFormPage, WaiverMixin, FormPageView):
    """A form about one waiver; leads back to its page."""

    permission = rights.DECIDE_WAIVER.code
    form_class: ClassVar[Any] = forms.WordForm


class GrantWaiverView(WaiverFormPage):
    form_class = forms.AcceptanceForm
    title = _("Accept the risk")
    subtitle = _("The control is waived until the day you choose. Its people are told.")
    submit_label = _("Accept the risk")
    success_message = _("The waiver is in force.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"expires_on": self.subject.expires_on}}

    def act(self, payload: waivers.Acceptance) -> Waiver:
        return waivers.grant_waiver(self.subject, payload, actor=self.actor)


class RefuseWaiverView(WaiverFormPage):
    title = _("Refuse the waiver")
    subtitle = _("The gate stays closed until the control is in place.")
    submit_label = _("Refuse")
    success_message = _("The waiver is refused.")

    def act(self, payload: forms.Word) -> Waiver:
        return waivers.refuse_waiver(self.subject, payload.note, actor=self.actor)


class RevokeWaiverView(WaiverFormPage):
    title = _("Revoke the waiver")
    subtitle = _("The gate is closed from now on. Everyone concerned is told.")
    submit_label = _("Revoke")
    success_message = _("The waiver is revoked.")

    def act(self, payload: forms.Word) -> Waiver:
        return waivers.revoke_waiver(self.subject, payload.note, actor=self.actor)


class SettleWaiverView(WaiverFormPage):
    permission = rights.SETTLE_WAIVER.code
    form_class = forms.InPlaceForm
    title = _("The control is in place")
    submit_label = _("Confirm")
    success_message = _("The control is in place.")

    def act(self, payload: forms.Word) -> Waiver:
        return waivers.settle_waiver(self.subject, payload.note, actor=self.actor)


class WithdrawWaiverView(WaiverMixin, ActionView):
    permission = rights.WITHDRAW_WAIVER.code
    success_message = _("The request is taken back.")

    def act(self, _payload: None) -> Waiver:
        return waivers.withdraw_waiver(self.subject, "", actor=self.actor)

    def success_url(self, _result: object) -> str:
        return str(self.subject.get_absolute_url())


class CaseWaivers(CaseMixin, FragmentView):
    """The waivers of a use case, for those who may see them."""

    permission = rights.LIST_WAIVERS.code
    template_name = "governance/fragments/case_waivers.html"

    def page(self) -> dict[str, Any]:
        visible = rights.waivers_visible_to(self.member)
        seen = set(visible.filter(use_case=self.subject).values_list("pk", flat=True))
        return {
            "waivers": [one for one in waiver_lines(self.subject) if one.pk in seen],
            "may_ask": permits(self.actor, rights.REQUEST_WAIVER.code, self.subject),
        }
