"""Policies: begin, write, look at again, archive. Approval has a module of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.catalogue import AuditAction
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, NotAllowed, StaleState
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from governance.choices import PolicyKind
from governance.declarations import policies as told
from governance.logic.policies import next_review
from governance.models.policies import Policy, PolicyVersion, PolicyWriter
from governance.permissions.policies import EDIT_POLICY, PUBLISH_POLICY, WRITE_POLICIES


@dataclass(frozen=True)
class PolicyTerms:
    """What a policy is, apart from its text."""

    title: str
    kind: PolicyKind
    owner: Membership
    review_every_months: int = 12


@dataclass(frozen=True)
class DraftText:
    """What a draft says; `revision` is the save that was read before this one."""

    body: str
    change_note: str = ""
    revision: int = 0


@transaction.atomic
def create_policy(
    terms: PolicyTerms, *, actor: Actor, body: str = "", template: str = ""
) -> Policy:
    """Begin a policy with a draft of its first version.

    Raises:
        InvalidInput: another policy has this title.
    """
    require(actor, WRITE_POLICIES.code)
    author = _member(actor)
    facts = _facts(terms)
    try:
        with transaction.atomic():
            policy: Policy = Policy.objects.create(
                number=next_number(Policy.PREFIX), template=template, **facts
            )
    except IntegrityError as error:
        raise _title_taken() from error
    version = PolicyVersion.objects.create(policy=policy, number=1, body=body, author=author)
    _note_writer(version, author)
    record(told.POLICY_CREATED, policy, actor=actor, after={**facts, "template": template})
    return policy


@transaction.atomic
def change_policy(policy: Policy, terms: PolicyTerms, *, actor: Actor) -> Policy:
    """Give it another title, kind, owner or rhythm; the next review moves with the rhythm.

    Raises:
        InvalidInput: another policy has this title.
    """
    policy = Policy.objects.locked(policy.pk)
    require(actor, EDIT_POLICY.code, policy)
    after = _facts(terms)
    before = {name: getattr(policy, name) for name in after}
    for name, value in after.items():
        setattr(policy, name, value)
    if policy.reviewed_on is not None:
        policy.review_on = next_review(policy.reviewed_on, policy.review_every_months)
    try:
        with transaction.atomic():
            policy.save()
    except IntegrityError as error:
        raise _title_taken() from error
    record(told.POLICY_CHANGED, policy, actor=actor, before=before, after=after)
    return policy


@transaction.atomic
def open_draft(policy: Policy, *, actor: Actor) -> PolicyVersion:
    """The draft of the next version, with the text that holds; the one in work if there is one.

    Raises:
        InvalidTransition: the policy is archived.
    """
    policy = Policy.objects.locked(policy.pk)
    require(actor, EDIT_POLICY.code, policy)
    _require_not_archived(policy)
    in_work: PolicyVersion | None = (
        PolicyVersion.objects.in_work().filter(policy=policy).select_related("policy").first()
    )
    if in_work is not None:
        return in_work
    last = policy.versions.order_by("-number").first()
    version: PolicyVersion = PolicyVersion.objects.create(
        policy=policy,
        number=last.number + 1 if last else 1,
        body=policy.current.body if policy.current else "",
        author=_member(actor),
    )
    record(told.POLICY_DRAFTED, policy, actor=actor, after={"version": version.number})
    return version


@transaction.atomic
def save_draft(version: PolicyVersion, text: DraftText, *, actor: Actor) -> PolicyVersion:
    """Save another text of a draft; who saves is one of its writers.

    Raises:
        InvalidTransition: it is no draft: it waits for an approval, or is published.
        StaleState: somebody saved since the actor read it.
    """
    version = locked_version(version)
    require(actor, EDIT_POLICY.code, version.policy)
    _require_draft(version)
    if text.revision != version.revision:
        raise StaleState(
            _("Somebody changed the draft meanwhile: copy your text, and open it again."),
            code="policy.changed",
        )
    version.body, version.change_note = text.body, text.change_note.strip()
    version.revision += 1
    version.save(update_fields=["body", "change_note", "revision", "updated_at"])
    _note_writer(version, _member(actor))
    after = {"version": version.number, "revision": version.revision, "note": version.change_note}
    record(told.POLICY_SAVED, version.policy, actor=actor, after=after)
    return version


@transaction.atomic
def discard_draft(version: PolicyVersion, *, actor: Actor) -> Policy:
    """Throw a draft away; the text that holds stays. InvalidTransition for the only version."""
    version = locked_version(version)
    policy = version.policy
    require(actor, EDIT_POLICY.code, policy)
    _require_draft(version)
    if policy.current_id is None:
        raise InvalidTransition(
            _("This is the only version: archive the policy instead."), code="policy.only_draft"
        )
    number = version.number
    version.delete()
    record(told.POLICY_DISCARDED, policy, actor=actor, before={"version": number})
    return policy


@transaction.atomic
def confirm_review(policy: Policy, *, actor: Actor) -> Policy:
    """Say that the policy was looked at and still holds; the next review is counted from today.

    Raises:
        InvalidTransition: it is not in force.
    """
    policy = Policy.objects.locked(policy.pk)
    require(actor, PUBLISH_POLICY.code, policy)
    require_in_force(policy)
    before = {"review_on": policy.review_on}
    set_review(policy)
    policy.save(update_fields=["reviewed_on", "review_on", "updated_at"])
    record(
        told.POLICY_REVIEWED,
        policy,
        actor=actor,
        before=before,
        after={"review_on": policy.review_on},
    )
    return policy


@transaction.atomic
def archive_policy(policy: Policy, *, actor: Actor) -> Policy:
    """Take the policy out of force. Nobody is reminded of it; what was attested stays."""
    return _set_archived(policy, told.POLICY_ARCHIVED, actor, value=True)


@transaction.atomic
def restore_policy(policy: Policy, *, actor: Actor) -> Policy:
    """Put an archived policy back."""
    return _set_archived(policy, told.POLICY_RESTORED, actor, value=False)


def locked_version(version: PolicyVersion) -> PolicyVersion:
    """The version under lock, its policy locked before it."""
    policy = Policy.objects.locked(version.policy_id)
    found: PolicyVersion = PolicyVersion.objects.locked(version.pk)
    found.policy = policy
    return found


def require_in_force(policy: Policy) -> PolicyVersion:
    """The version that holds; InvalidTransition unless it is published and not archived."""
    if policy.current is None or policy.is_archived:
        raise InvalidTransition(_("This policy is not in force."), code="policy.not_in_force")
    return policy.current


def set_review(policy: Policy) -> None:
    """Count the next review from today; the caller saves."""
    policy.reviewed_on = today_here()
    policy.review_on = next_review(policy.reviewed_on, policy.review_every_months)


def _set_archived(policy: Policy, action: AuditAction, actor: Actor, *, value: bool) -> Policy:
    policy = Policy.objects.locked(policy.pk)
    require(actor, WRITE_POLICIES.code)
    if policy.is_archived == value:
        raise InvalidTransition(_("That is done already."), code="policy.archived_already")
    policy.is_archived = value
    policy.save(update_fields=["is_archived", "updated_at"])
    record(action, policy, actor=actor, after={"archived": value})
    return policy


def _note_writer(version: PolicyVersion, member: Membership) -> None:
    PolicyWriter.objects.get_or_create(version=version, member=member)


def _require_draft(version: PolicyVersion) -> None:
    if not version.is_draft:
        raise InvalidTransition(
            _("This version is no draft: %(state)s.")
            % {"state": version.get_state_display().lower()},
            code="policy.no_draft",
        )


def _require_not_archived(policy: Policy) -> None:
    if policy.is_archived:
        raise InvalidTransition(_("Restore the policy first."), code="policy.archived")


def _member(actor: Actor) -> Membership:
    if actor.membership is None:
        raise NotAllowed(_("Only members write policies."), permission=WRITE_POLICIES.code)
    return actor.membership


def _title_taken() -> InvalidInput:
    text = _("Another policy has this title.")
    return InvalidInput(text, errors={"title": [text]})


def _facts(terms: PolicyTerms) -> dict[str, Any]:
    return {
        "title": terms.title.strip(),
        "kind": terms.kind,
        "owner": terms.owner,
        "review_every_months": terms.review_every_months,
    }
