"""Approvals by their last day, their renewal, and the terms of each tier."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.roles import Role
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_here
from coe_portal.ui.charts.bars import Bars
from coe_portal.ui.views import (
    BelowList,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from governance.actions import validity
from governance.filters.validity import ApprovalFilters
from governance.forms.validity import AskedRenewal, RenewalForm, TermsForm
from governance.logic.paths import REVIEWED_TIERS
from governance.logic.validity import Terms, terms_of
from governance.models.decisions import Decision, DecisionQuerySet
from governance.models.reviews import Review
from governance.models.validity import ValidityTerms
from governance.permissions import reviews as rights
from governance.permissions.validity import RENEW_APPROVAL, SET_TERMS
from governance.queries.rules import terms_in_force
from governance.queries.validity import Timeline, timeline, with_renewal
from governance.tables.validity import ApprovalTable
from governance.views.next_version import NextVersionView
from intake.choices import Tier

LATEST = 10


class ApprovalList(ListPageView):
    permission = rights.VIEW_DECISIONS.code
    template_name = "governance/validity/approvals.html"
    title = _("Approvals")
    subtitle = _("What use cases at work live on, and until when.")
    table_class = ApprovalTable
    filters_class = ApprovalFilters
    empty_icon = "calendar-clock"
    empty_title = _("No approval is at work")
    empty_text = _("The first one follows the first approved use case.")

    @cached_property
    def standing(self) -> DecisionQuerySet:
        """The newest approval of each case at work that the member may see."""
        return rights.decisions_visible_to(self.member).standing()

    def rows(self) -> QuerySet[Decision]:
        return with_renewal(self.standing, today_here()).select_related(
            "use_case__owner__user", "use_case__business_unit"
        )

    @cached_property
    def timeline(self) -> Timeline:
        """How many end in each month to come."""
        return timeline(self.standing, today_here())

    @property
    def chart(self) -> Bars | None:
        """A bar for each month; none where nothing ends."""
        months = self.timeline.months
        if not any(count for _month, count in months):
            return None
        return Bars(
            title=str(_("Approvals that end, by month")),
            labels=tuple(date_format(month, "M y") for month, _count in months),
            values=tuple(count for _month, count in months),
        )

    def actions(self) -> list[ButtonLink]:
        return [ButtonLink(org_url("governance:approval_terms"), _("Terms"), "sliders-horizontal")]


class RenewView(SubjectFormPage, BelowList, FormPageView):
    permission = RENEW_APPROVAL.code
    above = ("governance:approvals", _("Approvals"))
    form_class = RenewalForm
    title = _("Renew the approval")
    subtitle = _("The reviewers see your words and what has changed since it was given.")
    submit_label = _("Ask for renewal")
    success_message = _("The renewal was asked for.")

    def find_subject(self) -> Decision:
        rows = rights.decisions_visible_to(self.member).by_reference(self.kwargs["reference"])
        return found_or_404(rows.select_related("use_case__current_assessment").first())

    def act(self, payload: AskedRenewal) -> Review | Decision:
        return validity.ask_for_renewal(self.subject, payload.note, actor=self.actor)

    def success_url(self, result: object) -> str:
        return str(result.get_absolute_url()) if isinstance(result, Decision) else self.cancel_url


class TermsPage(BelowList, PageView):
    permission = rights.VIEW_RULES.code
    above = ("governance:approvals", _("Approvals"))
    template_name = "governance/validity/terms.html"

    def page(self) -> dict[str, Any]:
        terms = terms_in_force()
        return {
            "rows": [
                (Tier(tier), row, [Role(role).label for role in sorted(row.acceptors)])
                for tier in REVIEWED_TIERS
                for row in [terms_of(terms, tier)]
            ],
            "versions": list(ValidityTerms.objects.all()[:LATEST]),
            "may_change": self.member.may(SET_TERMS.code),
        }


class EditTermsView(NextVersionView):
    permission = SET_TERMS.code
    versions = ValidityTerms
    form_class = TermsForm
    template_name = "governance/validity/terms_form.html"
    title = _("Change the terms")
    subtitle = _("They hold for what is approved from now on. Approvals and waivers keep theirs.")
    submit_label = _("Publish")
    success_message = _("The new terms are in force.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"terms": terms_in_force()}

    @property
    def cancel_url(self) -> str:
        return org_url("governance:approval_terms")

    @property
    def parents(self) -> list[Crumb]:
        return [Crumb(self.cancel_url, _("Terms of approvals"))]

    def publish(self, payload: Terms) -> ValidityTerms:
        return validity.publish_terms(payload, actor=self.actor)

    def success_url(self, _result: object) -> str:
        return self.cancel_url
