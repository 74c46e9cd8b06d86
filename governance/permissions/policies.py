"""Who writes, approves and publishes policies, asks for attestations, and sees who has attested."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, MEMBERS, OVERSIGHT, STAFF, Role, permission
from coe_portal.collaboration.subjects import commentable
from governance.models.attestations import Campaign, CampaignQuerySet
from governance.models.policies import Policy, PolicyQuerySet, PolicyVersion

VIEW_POLICIES = permission(
    "governance.view_policies", label=_("see published policies"), roles=EVERYONE, writes=False
)
VIEW_DRAFTS = permission(
    "governance.view_policy_drafts",
    label=_("see drafts of policies"),
    roles=OVERSIGHT,
    writes=False,
)
WRITE_POLICIES = permission(
    "governance.write_policies", label=_("begin and archive policies"), roles=STAFF
)
EDIT_POLICY = permission(
    "governance.edit_policy", label=_("write drafts of this policy"), roles=STAFF
)
DISCUSS_POLICY = permission(
    "governance.discuss_policy",
    label=_("comment on this policy"),
    roles=STAFF | {Role.EXECUTIVE},
)
APPROVE_POLICY = permission(
    "governance.approve_policy",
    label=_("approve this version of a policy"),
    roles=STAFF | {Role.EXECUTIVE},
)
PUBLISH_POLICY = permission(
    "governance.publish_policy", label=_("publish this policy"), roles=STAFF
)
RUN_CAMPAIGNS = permission(
    "governance.run_campaigns", label=_("ask for attestations of this policy"), roles=STAFF
)
VIEW_CAMPAIGNS = permission(
    "governance.view_campaigns",
    label=_("see who has attested"),
    roles=OVERSIGHT,
    writes=False,
)
ATTEST = permission("governance.attest", label=_("attest policies"), roles=MEMBERS)


@predicate(VIEW_DRAFTS.code)
@predicate(EDIT_POLICY.code)
@predicate(DISCUSS_POLICY.code)
@predicate(PUBLISH_POLICY.code)
@predicate(RUN_CAMPAIGNS.code)
def owns_policy(member: Membership, policy: Policy) -> bool:
    """The owner answers for the policy, whatever their role."""
    return policy.owner_id == member.pk and member.may(ATTEST.code)


@predicate(APPROVE_POLICY.code)
def owns_policy_of_version(member: Membership, version: PolicyVersion) -> bool:
    """The owner approves what others wrote."""
    return owns_policy(member, version.policy)


@veto(APPROVE_POLICY.code)
def wrote_it(member: Membership, version: PolicyVersion) -> bool:
    """Nobody approves what they wrote, were it one line."""
    return version.author_id == member.pk or version.writers.filter(member=member).exists()


@predicate(VIEW_CAMPAIGNS.code)
def owns_policy_of_campaign(member: Membership, campaign: Campaign) -> bool:
    """The owner of the policy sees who has attested it."""
    return owns_policy(member, campaign.policy)


@veto(VIEW_POLICIES.code)
def is_hidden(member: Membership, policy: Policy) -> bool:
    """What was never published is seen by those who work on it."""
    return policy.current_id is None and not may_see_drafts(member, policy)


def may_see_drafts(member: Membership, policy: Policy) -> bool:
    """Oversight, and the owner."""
    return member.may(VIEW_DRAFTS.code) or owns_policy(member, policy)


def policies_visible_to(member: Membership) -> PolicyQuerySet:
    """What is published; drafts too for oversight and owners."""
    policies: PolicyQuerySet = Policy.objects.all()
    if member.may(VIEW_DRAFTS.code):
        return policies
    own = Q(owner=member) if member.may(ATTEST.code) else Q(pk__in=[])
    return policies.filter(Q(current__isnull=False) | own)


def campaigns_visible_to(member: Membership) -> CampaignQuerySet:
    """All for oversight, else those of one's own policies."""
    campaigns: CampaignQuerySet = Campaign.objects.all()
    if member.may(VIEW_CAMPAIGNS.code):
        return campaigns
    if not member.may(ATTEST.code):
        return campaigns.none()
    return campaigns.filter(policy__owner=member)


commentable(Policy, key="policy", view=VIEW_DRAFTS.code, write=DISCUSS_POLICY.code)
