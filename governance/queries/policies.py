"""Policies as their pages and lists show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from coe_portal.accounts.models import Membership
from coe_portal.jobs.models import Job, JobState
from coe_portal.revisions import DiffLine, compared
from governance.models.attestations import Attestation, AttestationDuty, Campaign
from governance.models.policies import POLICY_FILE, Policy, PolicyQuerySet, PolicyVersion

MOST_VERSIONS = 50
MOST_CAMPAIGNS = 20


def with_work(policies: PolicyQuerySet) -> PolicyQuerySet:
    """With owner and current version, and the state of the version in work."""
    in_work = PolicyVersion.objects.in_work().filter(policy=OuterRef("pk")).order_by()
    return (
        policies.select_related("owner__user", "current")
        .defer("current__body")
        .annotate(work_state=Subquery(in_work.values("state")[:1]))
    )


def version_in_work(policy: Policy) -> PolicyVersion | None:
    """The draft, or what waits for an approval."""
    rows = PolicyVersion.objects.in_work().filter(policy=policy)
    found: PolicyVersion | None = rows.select_related(
        "policy", "author__user", "submitted_by__user", "approved_by__user"
    ).first()
    return found


@dataclass(frozen=True)
class PolicyRoom:
    """What the page of a policy shows."""

    current: PolicyVersion | None
    in_work: PolicyVersion | None
    versions: list[PolicyVersion]
    campaigns: list[Campaign]
    duty: AttestationDuty | None
    attestation: Attestation | None


def policy_room(policy: Policy, member: Membership) -> PolicyRoom:
    """One policy for one member."""
    published = PolicyVersion.objects.published().filter(policy=policy).defer("body")
    campaigns = Campaign.objects.filter(policy=policy).select_related("version", "policy")
    attestations = Attestation.objects.filter(version__policy=policy, member=member)
    return PolicyRoom(
        current=policy.current,
        in_work=version_in_work(policy),
        versions=list(published.select_related("policy", "published_by__user")[:MOST_VERSIONS]),
        campaigns=list(campaigns[:MOST_CAMPAIGNS]),
        duty=owed_by(member, policy),
        attestation=attestations.select_related("version__policy").first(),
    )


def owed_by(member: Membership, policy: Policy) -> AttestationDuty | None:
    """The duty of this member to attest the policy that is due first."""
    found: AttestationDuty | None = (
        AttestationDuty.objects.owed().filter(member=member, campaign__policy=policy).first()
    )
    return found


def printed_version(version: PolicyVersion, member: Membership) -> Job | None:
    """The member's latest PDF of the version as it is now."""
    jobs = Job.objects.filter(
        kind=POLICY_FILE,
        state=JobState.SUCCEEDED,
        requested_by=member,
        subject_id=version.pk,
        created_at__gt=version.updated_at,
    )
    found: Job | None = jobs.exclude(file="").order_by("-number").first()
    return found


@dataclass(frozen=True)
class Comparison:
    """Two versions, and the lines that differ."""

    before: PolicyVersion | None
    after: PolicyVersion
    lines: list[DiffLine]


def compare_versions(after: PolicyVersion, since: int | None = None) -> Comparison:
    """A version with an earlier one: of this number, or the one just before."""
    earlier = PolicyVersion.objects.filter(policy=after.policy_id, number__lt=after.number)
    if since is not None:
        earlier = earlier.filter(number=since)
    before = earlier.order_by("-number").first()
    return Comparison(before, after, compared(before.body if before else "", after.body))
