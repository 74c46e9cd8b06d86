"""Attestation: campaigns with their report, what I must attest, and attesting it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _, ngettext

from coe_portal.accounts.authorization import permits
from coe_portal.accounts.groups import named
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_of
from coe_portal.ui.views import (
    ActionView,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
)
from governance.actions import attestations
from governance.actions.attestations import CampaignTerms
from governance.filters.policies import CampaignFilters, DutyFilters
from governance.forms.policies import AttestForm, CampaignForm, Read
from governance.models.attestations import Attestation, AttestationDuty, Campaign
from governance.models.policies import Policy
from governance.permissions import policies as rights
from governance.queries import attestations as read
from governance.queries.policies import policy_room
from governance.tables.policies import CampaignTable, DutyTable, MyPoliciesTable
from governance.views.policies import BelowPolicies, OnePolicy, PolicyTabs

USUAL_TIME = dt.timedelta(days=14)


class CampaignList(PolicyTabs, ListPageView):
    """All campaigns for oversight, else those of one's own policies."""

    permission = rights.VIEW_POLICIES.code
    template_name = "governance/policies/list.html"
    title = _("Attestation campaigns")
    subtitle = _("Who was asked to read a policy and follow it, and how many said so.")
    table_class = CampaignTable
    filters_class = CampaignFilters
    empty_icon = "clipboard-check"
    empty_title = _("Nobody is asked yet")
    empty_text = _("Ask a group from the page of a policy that is in force.")

    def rows(self) -> QuerySet[Campaign]:
        visible = rights.campaigns_visible_to(self.member)
        return read.campaigns_with_counts().filter(pk__in=visible.values("pk"))


class OpenCampaignView(OnePolicy, FormPageView):
    permission = rights.RUN_CAMPAIGNS.code
    form_class = CampaignForm
    title = _("Ask for attestations")
    subtitle = _("Each is told now, at half the time, 3 days before, when it is due, and weekly.")
    submit_label = _("Ask them")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"due_on": today_of(self.organization) + USUAL_TIME}}

    def act(self, payload: CampaignTerms) -> Campaign:
        campaign = attestations.open_campaign(self.subject, payload, actor=self.actor)
        asked = campaign.duties.filter(attestation__isnull=True).count()
        self.success_message = ngettext(
            "%(count)d person is asked.", "%(count)d people are asked.", asked
        ) % {"count": asked}
        return campaign


class OneCampaign(BelowPolicies):
    """Finds the campaign of the address among those that the member may see."""

    kwargs: dict[str, Any]

    def find_subject(self) -> Campaign:
        visible = rights.campaigns_visible_to(self.member)
        return found_or_404(
            visible.by_reference(self.kwargs["reference"])
            .select_related("policy__owner__user", "version", "opened_by__user")
            .first()
        )

    @property
    def parents(self) -> list[Crumb]:
        campaigns = Crumb(org_url("governance:campaigns"), _("Attestation campaigns"))
        return [*super().parents, campaigns]


class CampaignPage(OneCampaign, ListPageView):
    """How the units stand, and every person with their state; exports hold what is filtered."""

    permission = rights.VIEW_CAMPAIGNS.code
    template_name = "governance/policies/campaign.html"
    table_class = DutyTable
    filters_class = DutyFilters
    empty_icon = "users"
    empty_title = _("Nobody here")
    empty_text = _("No one who was asked fits these filters.")

    @property
    def title(self) -> str:  # type: ignore[override]  # the campaign's own
        return f"{self.subject.policy.title}, {self.subject.reference}"

    def rows(self) -> QuerySet[AttestationDuty]:
        return read.duties_in(self.subject)

    def page(self) -> dict[str, Any]:
        campaign: Campaign = self.subject
        may_run = permits(self.actor, rights.RUN_CAMPAIGNS.code, campaign.policy)
        return {
            "report": read.campaign_report(campaign),
            "audience": named(campaign.group, campaign.value),
            "may_close": may_run and campaign.is_open,
        }


class CloseCampaignView(OneCampaign, ActionView):
    permission = rights.VIEW_CAMPAIGNS.code
    success_message = _("The campaign is closed; its report stays.")

    def act(self, _payload: None) -> Campaign:
        return attestations.close_campaign(self.subject, actor=self.actor)


class MyPolicies(PolicyTabs, ListPageView):
    permission = rights.VIEW_POLICIES.code
    template_name = "governance/policies/list.html"
    title = _("My attestations")
    subtitle = _("What you were asked to read and follow, and when you said so.")
    table_class = MyPoliciesTable
    empty_icon = "circle-check-big"
    empty_title = _("Nothing to attest")
    empty_text = _("When somebody asks you to read a policy, it stands here.")

    def rows(self) -> QuerySet[AttestationDuty]:
        return read.duties_of(self.member)


class MyPoliciesCard(FragmentView):
    """What I must attest, as a card for other pages; empty when there is nothing."""

    permission = rights.VIEW_POLICIES.code
    template_name = "governance/policies/my_card.html"

    def page(self) -> dict[str, Any]:
        return {
            "duties": read.owed_duties(self.member),
            "today": today_of(self.organization),
        }


class AttestPage(OnePolicy, FormPageView):
    """The text that holds, and below it the sentence to agree with."""

    permission = rights.VIEW_POLICIES.code
    form_class = AttestForm
    template_name = "governance/policies/attest.html"
    title = _("Read and attest")
    submit_label = _("I attest this")
    success_message = _("Thank you. Your attestation is kept.")

    def find_subject(self) -> Policy:
        policy = super().find_subject()
        if not policy.is_in_force:
            raise Http404
        return policy

    def page(self) -> dict[str, Any]:
        room = policy_room(self.subject, self.member)
        return {"room": room, "today": today_of(self.organization)}

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"version": self.subject.current.number}}

    def act(self, payload: Read) -> Attestation:
        return attestations.attest(self.subject, payload.version, actor=self.actor)

    def success_url(self, _result: Attestation) -> str:
        return org_url("governance:my_policies")
