"""Policies in force, made by the actions that make them in production."""

from __future__ import annotations

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from governance.actions.policies import (
    DraftText,
    PolicyTerms,
    create_policy,
    open_draft,
    save_draft,
)
from governance.actions.policy_approval import (
    Publishing,
    approve_version,
    publish_version,
    submit_version,
)
from governance.choices import PolicyKind
from governance.models.policies import Policy, PolicyVersion

TEXT = "# Rules\n\nAsk before you use it."


def new_policy(writer: Membership, *, title: str = "Acceptable use", **terms) -> Policy:
    """A policy with a draft of its first version."""
    values = {"kind": PolicyKind.ACCEPTABLE_USE, "owner": writer, **terms}
    return create_policy(PolicyTerms(title, **values), actor=Actor.member(writer), body=TEXT)


def edit(policy: Policy, writer: Membership, body: str, note: str = "News.") -> PolicyVersion:
    """The draft of the next version with this text."""
    draft = open_draft(policy, actor=Actor.member(writer))
    text = DraftText(body, note, draft.revision)
    return save_draft(draft, text, actor=Actor.member(writer))


def publish(
    policy: Policy, writer: Membership, approver: Membership, terms: Publishing | None = None
) -> PolicyVersion:
    """The version in work, sent, approved and published."""
    version = policy.versions.in_work().get()
    submit_version(version, actor=Actor.member(writer))
    approve_version(version, actor=Actor.member(approver))
    return publish_version(version, terms, actor=Actor.member(writer))


def policy_in_force(writer: Membership, approver: Membership, **terms) -> Policy:
    """A policy with one published version."""
    policy = new_policy(writer, **terms)
    publish(policy, writer, approver)
    return Policy.objects.get(pk=policy.pk)
