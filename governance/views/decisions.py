"""Decisions as precedents, and what is still to be done about each."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from coe_portal.collaboration.actions import attach_file
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import ActionView, ButtonLink, Crumb, FormPageView, ListPageView, PageView
from governance.actions import conditions
from governance.filters.reviews import DecisionFilters
from governance.forms.conditions import EvidenceForm, OfferedEvidence
from governance.forms.voting import Reason, ReasonForm
from governance.models.decisions import Condition, Decision
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
        decision: Decision | None = visible.by_reference(self.kwargs["reference"]).first()
        if decision is None:
            raise Http404
        return decision

    def page(self) -> dict[str, Any]:
        return {"page": decision_page(self.subject, self.member)}


class ConditionMixin:
    """Finds the condition of the address, such as D-7 and 2."""

    member: Any
    kwargs: dict[str, Any]
    subject: Condition

    def find_subject(self) -> Condition:
        decisions = rights.decisions_visible_to(self.member)
        found: Condition | None = (
            Condition.objects.select_related("decision", "use_case", "owner__user")
            .filter(
                decision__in=decisions.by_reference(self.kwargs["reference"]),
                position=self.kwargs["position"],
            )
            .first()
        )
        if found is None:
            raise Http404
        return found

    @property
    def cancel_url(self) -> str:
        return self.subject.decision.get_absolute_url()

    @property
    def parents(self) -> list[Crumb]:
        return [
            Crumb(org_url("governance:decisions"), _("Decisions")),
            Crumb(self.cancel_url, self.subject.decision.reference),
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

    def act(self, payload: OfferedEvidence) -> Condition:
        file = payload.file
        attachment = (
            attach_file(self.subject.use_case, file, actor=self.actor, part="conditions")
            if file
            else None
        )
        return conditions.offer_evidence(
            self.subject, payload.note, attachment=attachment, actor=self.actor
        )


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
