"""Conditions of approvals: the list of all, and evidence offered, checked and sent back."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, Crumb, FormPageView, ListPageView
from governance.actions import conditions
from governance.filters.conditions import ConditionFilters
from governance.forms.conditions import EvidenceForm
from governance.forms.voting import Reason, ReasonForm
from governance.models.decisions import Condition
from governance.permissions import reviews as rights
from governance.tables.conditions import ConditionTable


class ConditionList(ListPageView):
    permission = rights.VIEW_DECISIONS.code
    template_name = "governance/validity/list.html"
    title = _("Conditions")
    subtitle = _("What approvals depend on, until when, and who sees to it.")
    table_class = ConditionTable
    filters_class = ConditionFilters
    empty_icon = "list-checks"
    empty_title = _("No conditions yet")
    empty_text = _("Reviewers set them when they approve with conditions.")

    def rows(self) -> QuerySet[Condition]:
        return rights.conditions_visible_to(self.member).with_case()


class ConditionMixin:
    """Finds the condition of the address, such as D-7 and 2."""

    member: Any
    kwargs: dict[str, Any]
    subject: Condition

    def find_subject(self) -> Condition:
        name = f"{self.kwargs['reference']}.{self.kwargs['position']}"
        rows = rights.conditions_visible_to(self.member).by_reference(name)
        return found_or_404(rows.with_case().first())

    @property
    def cancel_url(self) -> str:
        return self.subject.get_absolute_url()

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("governance:conditions"), _("Conditions")),
            Crumb(self.cancel_url, self.subject.reference),
        ]

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class OfferEvidenceView(ConditionMixin, FormPageView):
    permission = rights.OFFER_EVIDENCE.code
    form_class = EvidenceForm
    title = _("Offer evidence")
    submit_label = _("Offer for checking")
    success_message = _("Thank you. A colleague checks it now.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return self.subject.text

    def act(self, payload: conditions.OfferedEvidence) -> Condition:
        return conditions.offer_with_file(self.subject, payload, actor=self.actor)


class ConfirmConditionView(ConditionMixin, ActionView):
    permission = rights.CHECK_EVIDENCE.code
    success_message = _("The condition is met.")

    def act(self, _payload: None) -> Condition:
        return conditions.confirm_condition(self.subject, actor=self.actor)


class ReturnEvidenceView(ConditionMixin, FormPageView):
    permission = rights.CHECK_EVIDENCE.code
    form_class = ReasonForm
    title = _("Send the evidence back")
    submit_label = _("Send back")
    success_message = _("The evidence was sent back.")

    def act(self, payload: Reason) -> Condition:
        return conditions.return_evidence(self.subject, payload.reason, actor=self.actor)
