"""Policies: the list, one of them, its facts, and the documents to begin with."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _, ngettext

from coe_portal.accounts.authorization import permits
from coe_portal.accounts.models import Membership
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.clock import today_of
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    Crumb,
    FormPageView,
    ListPageView,
    PageView,
    TenantView,
)
from governance.actions import policies
from governance.actions.policies import PolicyTerms
from governance.actions.policy_templates import Adoption, adopt_templates, adopted_slugs
from governance.catalogs.policy_templates import PolicyTemplate, policy_templates
from governance.filters.policies import ARCHIVED, PolicyFilters
from governance.forms.policies import AdoptForm, PolicyForm
from governance.logic.policies import gaps
from governance.models.policies import Policy
from governance.permissions import policies as rights
from governance.queries.policies import PolicyRoom, policy_room, with_work
from governance.queries.waivers import exceptions_from
from governance.tables.policies import PolicyTable


class PolicyTabs(TenantView):
    """The pages of the room, as tabs."""

    @property
    def sees_campaigns(self) -> bool:
        if self.member.may(rights.VIEW_CAMPAIGNS.code):
            return True
        return bool(rights.campaigns_visible_to(self.member).exists())


class PolicyList(PolicyTabs, ListPageView):
    permission = rights.VIEW_POLICIES.code
    template_name = "governance/policies/list.html"
    title = _("Policies")
    subtitle = _("What holds here, who answers for it, and when it is looked at again.")
    table_class = PolicyTable
    filters_class = PolicyFilters
    empty_icon = "scroll-text"
    empty_title = _("No policies here")
    empty_text = _("Begin with the documents that come with the portal, or write your own.")

    def rows(self) -> QuerySet[Policy]:
        visible = rights.policies_visible_to(self.member)
        is_archived = self.request.GET.get("state") == ARCHIVED
        return with_work(visible.filter(is_archived=is_archived))

    def actions(self) -> list[ButtonLink]:
        if not permits(self.actor, rights.WRITE_POLICIES.code):
            return []
        return [
            ButtonLink(org_url("governance:policy_templates"), _("Start from our templates")),
            ButtonLink(org_url("governance:policy_new"), _("New policy"), "plus", "primary"),
        ]


class BelowPolicies(BelowList):
    """A page below the list."""

    above = ("governance:policies", _("Policies"))


class NewPolicyView(BelowPolicies, FormPageView):
    permission = rights.WRITE_POLICIES.code
    form_class = PolicyForm
    title = _("New policy")
    subtitle = _("Its text comes next, as a draft that only those who work on it see.")
    success_message = _("The policy is begun. Write its text now.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"owner": self.member.pk, "review_every_months": 12}}

    def act(self, payload: PolicyTerms) -> Policy:
        return policies.create_policy(payload, actor=self.actor)

    def success_url(self, result: Policy) -> str:
        return org_url("governance:policy_draft", reference=result.reference)


class TemplatesPage(BelowPolicies, FormPageView):
    """The documents that come with the portal; each can be adopted once."""

    permission = rights.WRITE_POLICIES.code
    form_class = AdoptForm
    template_name = "governance/policies/templates.html"
    title = _("Start from our templates")
    subtitle = _("Each becomes a draft that you change, have approved and publish.")
    submit_label = _("Make drafts")

    @cached_property
    def adopted(self) -> set[str]:
        return adopted_slugs()

    @property
    def offered(self) -> list[PolicyTemplate]:
        return [one for one in policy_templates() if one.slug not in self.adopted]

    def page(self) -> dict[str, Any]:
        adopted = [one for one in policy_templates() if one.slug in self.adopted]
        return {"offered": self.offered, "adopted": adopted}

    def form_kwargs(self) -> dict[str, Any]:
        # All may be sent: what was adopted meanwhile is left out, not refused.
        is_sent = self.request.method == "POST"
        shown = policy_templates() if is_sent else self.offered
        offered = [(one.slug, f"{one.title}: {one.summary}") for one in shown]
        initial = {"owner": self.member.pk, "slugs": [slug for slug, _label in offered]}
        return {"offered": offered, "initial": initial}

    def act(self, payload: Adoption) -> list[Policy]:
        made = adopt_templates(payload, actor=self.actor)
        self.success_message = ngettext(
            "%(count)d draft is made.", "%(count)d drafts are made.", len(made)
        ) % {"count": len(made)}
        return made

    def success_url(self, _result: list[Policy]) -> str:
        return self.cancel_url


def visible_policy(member: Membership, reference: str) -> Policy:
    """The policy of an address, among those that the member may see; Http404 without."""
    rows = rights.policies_visible_to(member).by_reference(reference)
    return found_or_404(
        rows.select_related("owner__user", "current__policy", "current__approved_by__user").first()
    )


class OnePolicy(BelowPolicies):
    """A page of the policy of the address."""

    kwargs: dict[str, Any]

    def find_subject(self) -> Policy:
        return visible_policy(self.member, self.kwargs["reference"])

    @property
    def cancel_url(self) -> str:
        return str(self.subject.get_absolute_url())

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(self.cancel_url, self.subject.title)]


class PolicyPage(OnePolicy, PageView):
    permission = rights.VIEW_POLICIES.code
    template_name = "governance/policies/policy.html"

    def page(self) -> dict[str, Any]:
        policy: Policy = self.subject
        room = policy_room(policy, self.member)
        sees_drafts = rights.may_see_drafts(self.member, policy)
        in_work = room.in_work if sees_drafts else None
        return {
            "room": room,
            "in_work": in_work,
            "gaps": gaps(in_work.body) if in_work else [],
            "today": today_of(self.organization),
            "sees_drafts": sees_drafts,
            "exceptions": exceptions_from(policy, self.member),
            "may": self._rights(policy, room),
        }

    def _rights(self, policy: Policy, room: PolicyRoom) -> dict[str, bool]:
        """What the buttons ask."""
        version = room.in_work
        edits = permits(self.actor, rights.EDIT_POLICY.code, policy) and not policy.is_archived
        publishes = permits(self.actor, rights.PUBLISH_POLICY.code, policy)
        archives = permits(self.actor, rights.WRITE_POLICIES.code)
        judges = version is not None and permits(self.actor, rights.APPROVE_POLICY.code, version)
        return {
            "edit": edits,
            "write": edits and (version is None or version.is_draft),
            "submit": edits and version is not None and version.is_draft,
            "withdraw": edits and version is not None and not version.is_draft,
            "judge": judges and version is not None and version.waits_for_approval,
            "publish": publishes and version is not None and version.is_approved,
            "confirm": publishes and policy.is_in_force,
            "ask": policy.is_in_force and permits(self.actor, rights.RUN_CAMPAIGNS.code, policy),
            "archive": archives and not policy.is_archived,
            "restore": archives and policy.is_archived,
        }


class EditPolicyView(OnePolicy, FormPageView):
    permission = rights.EDIT_POLICY.code
    form_class = PolicyForm
    title = _("Change the facts")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        policy: Policy = self.subject
        names = ("title", "kind", "review_every_months")
        initial = {name: getattr(policy, name) for name in names}
        return {"initial": {**initial, "owner": policy.owner_id}}

    def act(self, payload: PolicyTerms) -> Policy:
        return policies.change_policy(self.subject, payload, actor=self.actor)


class ConfirmReviewView(OnePolicy, ActionView):
    permission = rights.PUBLISH_POLICY.code
    success_message = _("Reviewed. You are reminded of the next review.")

    def act(self, _payload: None) -> Policy:
        return policies.confirm_review(self.subject, actor=self.actor)


class ArchivePolicyView(OnePolicy, ActionView):
    permission = rights.WRITE_POLICIES.code
    success_message = _("The policy is archived.")

    def act(self, _payload: None) -> Policy:
        return policies.archive_policy(self.subject, actor=self.actor)


class RestorePolicyView(OnePolicy, ActionView):
    permission = rights.WRITE_POLICIES.code
    success_message = _("The policy is back.")

    def act(self, _payload: None) -> Policy:
        return policies.restore_policy(self.subject, actor=self.actor)
