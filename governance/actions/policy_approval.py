"""From draft to rule: sent for approval, approved by somebody who did not write it, published."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.accounts.roles import Role
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.notifications.dispatch import notify
from governance.actions.attestations import ask_again
from governance.actions.policies import locked_version, set_review
from governance.choices import PolicyState
from governance.declarations import policies as told
from governance.models.policies import Policy, PolicyVersion
from governance.permissions.policies import APPROVE_POLICY, EDIT_POLICY, PUBLISH_POLICY

APPROVERS = (Role.COE_STAFF, Role.EXECUTIVE)


@dataclass(frozen=True)
class Publishing:
    """Whether everybody who was asked to attest the policy is asked again, and until when."""

    asks_again: bool = False
    due_on: dt.date | None = None


@transaction.atomic
def submit_version(version: PolicyVersion, *, actor: Actor) -> PolicyVersion:
    """Send a draft for approval; nobody changes it until it is sent back or taken back.

    Raises:
        InvalidTransition: it is no draft.
        RuleViolation: it has no text, or does not say what is new.
    """
    version = locked_version(version)
    require(actor, EDIT_POLICY.code, version.policy)
    _require_state(version, PolicyState.DRAFT)
    _require_ready(version)
    version.state = PolicyState.IN_APPROVAL
    version.submitted_at, version.submitted_by = timezone.now(), actor.membership
    version.save(update_fields=["state", "submitted_at", "submitted_by", "updated_at"])
    notify(
        told.POLICY_TO_APPROVE,
        approvers_of(version),
        version.policy,
        context={
            "policy": str(version.policy),
            "version": version.number,
            "member": str(actor.label),
            "note": version.change_note,
        },
        url=version.get_absolute_url(),
    )
    record(told.POLICY_SUBMITTED, version.policy, actor=actor, after={"version": version.number})
    return version


@transaction.atomic
def withdraw_version(version: PolicyVersion, *, actor: Actor) -> PolicyVersion:
    """Take it back to work on it; an approval given meanwhile is void."""
    version = locked_version(version)
    require(actor, EDIT_POLICY.code, version.policy)
    _require_state(version, PolicyState.IN_APPROVAL)
    _back_to_draft(version)
    record(told.POLICY_WITHDRAWN, version.policy, actor=actor, after={"version": version.number})
    return version


@transaction.atomic
def send_back(version: PolicyVersion, reason: str, *, actor: Actor) -> PolicyVersion:
    """Refuse the approval and say why; the draft can be changed and sent again.

    Raises:
        InvalidInput: no reason is given.
        InvalidTransition: it does not wait for an approval.
    """
    reason = reason.strip()
    if not reason:
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why: its writers read it.")]})
    version = locked_version(version)
    require(actor, APPROVE_POLICY.code, version)
    _require_waiting(version)
    _back_to_draft(version)
    notify(
        told.POLICY_SENT_BACK,
        _writers_of(version),
        version.policy,
        context={"policy": str(version.policy), "reason": reason},
        url=version.policy.get_absolute_url(),
    )
    after = {"version": version.number}
    record(told.POLICY_RETURNED, version.policy, actor=actor, after=after, reason=reason)
    return version


@transaction.atomic
def approve_version(version: PolicyVersion, *, actor: Actor) -> PolicyVersion:
    """Approve what somebody else wrote.

    Raises:
        NotAllowed: the actor is one of its writers.
        InvalidTransition: it does not wait for an approval.
    """
    version = locked_version(version)
    require(actor, APPROVE_POLICY.code, version)
    _require_waiting(version)
    version.approved_at, version.approved_by = timezone.now(), actor.membership
    version.save(update_fields=["approved_at", "approved_by", "updated_at"])
    notify(
        told.POLICY_IS_APPROVED,
        [
            one
            for one in [*_writers_of(version), version.policy.owner]
            if not actor.is_member(one.pk)
        ],
        version.policy,
        context={"policy": str(version.policy), "version": version.number},
        url=version.policy.get_absolute_url(),
    )
    record(told.POLICY_APPROVED, version.policy, actor=actor, after={"version": version.number})
    return version


@transaction.atomic
def publish_version(
    version: PolicyVersion, terms: Publishing | None = None, *, actor: Actor
) -> PolicyVersion:
    """Put an approved version in force, for good; the one before is superseded.

    Attestations of earlier versions go on counting unless `terms` ask for new ones.

    Raises:
        InvalidTransition: it is not approved.
        InvalidInput: those who are asked again have no time for it.
    """
    terms = terms or Publishing()
    version = locked_version(version)
    policy: Policy = version.policy
    require(actor, PUBLISH_POLICY.code, policy)
    if not version.is_approved:
        raise InvalidTransition(
            _("Somebody has to approve this version first."), code="policy.not_approved"
        )
    PolicyVersion.objects.filter(policy=policy, state=PolicyState.PUBLISHED).update(
        state=PolicyState.SUPERSEDED
    )
    version.state = PolicyState.PUBLISHED
    version.published_at, version.published_by = timezone.now(), actor.membership
    version.save(update_fields=["state", "published_at", "published_by", "updated_at"])
    policy.current, policy.is_archived = version, False
    set_review(policy)
    policy.save()
    if terms.asks_again:
        ask_again(version, terms.due_on, actor=actor)
    record(
        told.POLICY_PUBLISHED,
        policy,
        actor=actor,
        after={
            "version": version.number,
            "note": version.change_note,
            "approved_by": version.approved_by,
            "asks_again": terms.asks_again,
        },
    )
    return version


def approvers_of(version: PolicyVersion) -> list[Membership]:
    """Who is asked to approve: those with the right who did not write it, and so the owner."""
    people = Membership.objects.current().with_user()
    entitled = people.with_role(*APPROVERS) | people.filter(pk=version.policy.owner_id)
    wrote = version.writers.values("member")
    return list(entitled.exclude(pk__in=wrote).exclude(pk=version.author_id))


def _writers_of(version: PolicyVersion) -> list[Membership]:
    wrote = version.writers.values("member")
    return list(Membership.objects.current().with_user().filter(pk__in=wrote))


def _back_to_draft(version: PolicyVersion) -> None:
    version.state = PolicyState.DRAFT
    version.submitted_at = version.submitted_by = None
    version.approved_at = version.approved_by = None
    version.save()


def _require_ready(version: PolicyVersion) -> None:
    if not version.body.strip():
        raise RuleViolation(_("The draft has no text yet."), code="policy.no_text")
    if version.number > 1 and not version.change_note:
        raise RuleViolation(
            _("Say in the draft what is new, so that readers need not compare."),
            code="policy.no_change_note",
        )


def _require_waiting(version: PolicyVersion) -> None:
    if not version.waits_for_approval:
        raise InvalidTransition(
            _("This version does not wait for an approval."), code="policy.not_waiting"
        )


def _require_state(version: PolicyVersion, state: PolicyState) -> None:
    if version.state != state:
        raise InvalidTransition(
            _("This cannot be done in the state “%(state)s”.")
            % {"state": version.get_state_display()},
            code="policy.state",
        )
