"""Changes to organizations, members, invitations and tokens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts import declarations
from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.events import MemberDeactivated
from coe_portal.accounts.models import (
    ApiToken,
    Invitation,
    Membership,
    User,
    secret_digest,
)
from coe_portal.accounts.roles import Role, token_scopes
from coe_portal.audit.recording import record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.events.bus import publish
from coe_portal.tenancy.models import BusinessUnit, Organization
from coe_portal.tenancy.scope import scope


@dataclass(frozen=True)
class OrganizationPayload:
    """What a new organization needs; `slug` is its address."""

    name: str
    slug: str
    timezone: str = "UTC"
    currency: str = "EUR"
    fiscal_year_start_month: int = 1


@dataclass(frozen=True)
class MembershipPayload:
    """Roles and place of a member; auditors need `ends_on`, and may have a first day."""

    roles: tuple[Role, ...]
    business_unit: BusinessUnit | None = None
    job_title: str = ""
    ends_on: date | None = None
    starts_on: date | None = None


@dataclass(frozen=True)
class NewAccount:
    """How somebody who is invited wants to sign in."""

    name: str
    password: str


@dataclass(frozen=True)
class ProfilePayload:
    """What members say of themselves."""

    name: str
    job_title: str = ""
    timezone: str = ""


def create_organization(payload: OrganizationPayload, *, actor: Actor) -> Organization:
    """A new tenant with a chain of its own; for operators, outside of any scope."""
    with transaction.atomic():
        organization = Organization(**payload.__dict__)
        organization.full_clean()
        organization.save()
        with scope(organization):
            record(
                declarations.ORGANIZATION_CREATED,
                organization,
                actor=actor,
                after={"name": organization.name, "slug": organization.slug},
            )
    return organization


@transaction.atomic
def create_business_unit(
    name: str, *, code: str, actor: Actor, parent: BusinessUnit | None = None
) -> BusinessUnit:
    """A division; its code is unique in the organization."""
    require(actor, "accounts.manage_units")
    unit = BusinessUnit.objects.create(name=name, code=code, parent=parent)
    record(declarations.UNIT_CREATED, unit, actor=actor, after={"name": name, "code": code})
    return unit


@transaction.atomic
def change_business_unit(
    unit: BusinessUnit, *, name: str, code: str, parent: BusinessUnit | None, actor: Actor
) -> BusinessUnit:
    """Another name, code or place in the tree; what belongs to the unit stays with it.

    Raises:
        InvalidInput: another unit has the code, or the unit would become a part of itself.
    """
    require(actor, "accounts.manage_units")
    tree = {row.pk: row for row in BusinessUnit.objects.locked_rows().order_by("pk")}
    unit = tree[unit.pk]
    if any(row.code == code for row in tree.values() if row.pk != unit.pk):
        raise InvalidInput(
            _("Another unit has this code."), errors={"code": [_("Another unit has this code.")]}
        )
    if parent is not None and unit.pk in _upwards(parent.pk, tree):
        message = _("A unit cannot be a part of itself or of its own parts.")
        raise InvalidInput(message, errors={"parent": [message]})
    before = _unit_facts(unit, tree)
    unit.name, unit.code, unit.parent = name, code, parent
    after = _unit_facts(unit, tree)
    if after != before:
        unit.save(update_fields=["name", "code", "parent", "updated_at"])
        record(declarations.UNIT_CHANGED, unit, actor=actor, before=before, after=after)
    return unit


@transaction.atomic
def add_member(user: User, payload: MembershipPayload, *, actor: Actor) -> Membership:
    """Make a user a member at once; people are otherwise invited."""
    require(actor, "accounts.manage_members")
    _check_roles(payload)
    membership = Membership.objects.create(
        user=user,
        roles=[str(role) for role in payload.roles],
        business_unit=payload.business_unit,
        job_title=payload.job_title,
        starts_on=payload.starts_on,
        ends_on=payload.ends_on,
    )
    record(declarations.MEMBER_JOINED, membership, actor=actor, after={"roles": membership.roles})
    return membership


@transaction.atomic
def invite_member(email: str, payload: MembershipPayload, *, actor: Actor) -> Invitation:
    """An invitation; its secret is in the mail only, the portal keeps a digest of it."""
    require(actor, "accounts.manage_members")
    _check_roles(payload)
    email = email.strip().lower()
    if Membership.objects.filter(user__email__iexact=email, is_active=True).exists():
        raise RuleViolation(_("%(email)s is a member already.") % {"email": email})
    assert actor.membership is not None  # noqa: S101  (require() lets only members through)
    invitation = Invitation(
        email=email,
        roles=[str(role) for role in payload.roles],
        business_unit=payload.business_unit,
        starts_on=payload.starts_on,
        ends_on=payload.ends_on,
        invited_by=actor.membership,
    )
    invitation.token_digest = secret_digest(invitation.secret)
    invitation.save()
    record(
        declarations.MEMBER_INVITED,
        invitation,
        actor=actor,
        after={"email": email, "roles": invitation.roles},
    )
    return invitation


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, actor: Actor) -> Invitation:
    """Make an open invitation useless."""
    require(actor, "accounts.manage_members")
    invitation = Invitation.objects.locked(invitation.pk)
    if not invitation.is_open():
        raise InvalidTransition(_("This invitation is not open any more."))
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at", "updated_at"])
    record(declarations.INVITATION_REVOKED, invitation, actor=actor)
    return invitation


def open_invitation(secret: str) -> Invitation | None:
    """The open invitation of this secret in the organization in scope."""
    invitation = Invitation.objects.filter(token_digest=secret_digest(secret)).first()
    return invitation if invitation is not None and invitation.is_open() else None


@transaction.atomic
def accept_invitation(invitation: Invitation, user: User) -> Membership:
    """Join with an invitation, which is used up by it."""
    invitation = Invitation.objects.locked(invitation.pk)
    if not invitation.is_open():
        raise InvalidTransition(_("This invitation was used or has expired: ask for a new one."))
    if user.email.lower() != invitation.email.lower():
        raise RuleViolation(_("This invitation is for another e-mail address."))
    membership, created = Membership.objects.get_or_create(
        user=user,
        defaults={
            "roles": invitation.roles,
            "business_unit": invitation.business_unit,
            "starts_on": invitation.starts_on,
            "ends_on": invitation.ends_on,
        },
    )
    if not created:
        membership.roles = invitation.roles
        membership.is_active = True
        membership.starts_on = invitation.starts_on
        membership.ends_on = invitation.ends_on
        membership.save()
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at", "updated_at"])
    record(
        declarations.MEMBER_JOINED,
        membership,
        actor=Actor.member(membership),
        after={"roles": membership.roles},
    )
    return membership


@transaction.atomic
def join_with_new_account(invitation: Invitation, account: NewAccount) -> Membership:
    """Make the user that an invitation is for, with its address as proven, and join."""
    Invitation.objects.locked(invitation.pk)  # of two simultaneous requests the second finds a user
    if User.objects.filter(email__iexact=invitation.email).exists():
        raise RuleViolation(_("You have an account already: sign in to accept."))
    user = User.objects.create_user(invitation.email, account.password, name=account.name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return accept_invitation(invitation, user)


@transaction.atomic
def change_profile(payload: ProfilePayload, *, actor: Actor) -> Membership:
    """How a member appears: the name and time zone are the user's in all organizations."""
    require(actor, "accounts.change_profile")
    assert actor.membership is not None  # noqa: S101  (require() lets only members through)
    membership = Membership.objects.locked(actor.membership.pk)
    user = membership.user
    before = {"name": user.name, "job_title": membership.job_title, "timezone": user.timezone}
    user.name, user.timezone = payload.name, payload.timezone
    user.save(update_fields=["name", "timezone"])
    membership.job_title = payload.job_title
    membership.save(update_fields=["job_title", "updated_at"])
    record(
        declarations.PROFILE_CHANGED,
        membership,
        actor=actor,
        before=before,
        after={
            "name": payload.name,
            "job_title": payload.job_title,
            "timezone": payload.timezone,
        },
    )
    return membership


@transaction.atomic
def change_roles(membership: Membership, payload: MembershipPayload, *, actor: Actor) -> Membership:
    """Give a member other roles; the last administrator keeps theirs."""
    require(actor, "accounts.manage_members")
    _check_roles(payload)
    membership = Membership.objects.locked(membership.pk)
    if Role.ORG_ADMIN not in payload.roles:
        _keep_an_administrator(membership)
    before = _standing(membership)
    membership.roles = [str(role) for role in payload.roles]
    membership.business_unit = payload.business_unit
    membership.job_title = payload.job_title
    membership.starts_on, membership.ends_on = payload.starts_on, payload.ends_on
    membership.save()
    record(
        declarations.ROLES_CHANGED,
        membership,
        actor=actor,
        before=before,
        after=_standing(membership),
    )
    return membership


@transaction.atomic
def set_manager(membership: Membership, manager: Membership | None, *, actor: Actor) -> Membership:
    """Say to whom a member reports, or to nobody.

    The organization's row is locked, so that two changes at once cannot close a circle.

    Raises:
        InvalidInput: the manager reports to the member, directly or through others.
    """
    require(actor, "accounts.manage_members")
    Organization.objects.select_for_update(no_key=True).get(pk=membership.organization_id)
    membership = Membership.objects.locked(membership.pk)
    if manager is not None and membership.pk in _line_above(manager):
        text = _("%(manager)s reports to %(member)s.") % {
            "manager": manager,
            "member": membership,
        }
        raise InvalidInput(text, errors={"manager": [text]})
    before = {"manager": membership.manager}
    membership.manager = manager
    membership.save(update_fields=["manager", "updated_at"])
    record(
        declarations.MANAGER_SET,
        membership,
        actor=actor,
        before=before,
        after={"manager": manager},
    )
    return membership


def _line_above(member: Membership) -> set[int]:
    """The member and everybody above, as stored now."""
    line: set[int] = set()
    above: int | None = member.pk
    while above is not None and above not in line:
        line.add(above)
        above = Membership.objects.values_list("manager_id", flat=True).get(pk=above)
    return line


@transaction.atomic
def deactivate_member(membership: Membership, *, actor: Actor) -> Membership:
    """Close the organization to a member; what they did stays."""
    require(actor, "accounts.manage_members")
    membership = Membership.objects.locked(membership.pk)
    _keep_an_administrator(membership)
    membership.is_active = False
    membership.save(update_fields=["is_active", "updated_at"])
    publish(MemberDeactivated(membership.pk))
    record(declarations.MEMBER_DEACTIVATED, membership, actor=actor)
    return membership


@transaction.atomic
def reactivate_member(membership: Membership, *, actor: Actor) -> Membership:
    """Let a deactivated member in again, with the roles they had."""
    require(actor, "accounts.manage_members")
    membership = Membership.objects.locked(membership.pk)
    membership.is_active = True
    membership.save(update_fields=["is_active", "updated_at"])
    record(declarations.MEMBER_REACTIVATED, membership, actor=actor)
    return membership


@transaction.atomic
def issue_token(
    name: str, *, scopes: Iterable[str], actor: Actor, expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token for the actor's own membership, and its secret, shown once."""
    require(actor, "accounts.manage_tokens")
    assert actor.membership is not None  # noqa: S101  (require() lets only members through)
    wanted = sorted(set(scopes))
    if unknown := set(wanted) - set(token_scopes()):
        raise InvalidInput(
            _("Unknown scopes: %(names)s.") % {"names": ", ".join(sorted(unknown))},
            errors={"scopes": [_("Choose from the list.")]},
        )
    secret = ApiToken.new_secret()
    token = ApiToken.objects.create(
        membership=actor.membership,
        name=name,
        scopes=wanted,
        digest=secret_digest(secret),
        hint=secret[:8],
        expires_at=expires_at,
    )
    record(declarations.TOKEN_ISSUED, token, actor=actor, after={"name": name, "scopes": wanted})
    return token, secret


@transaction.atomic
def revoke_token(token: ApiToken, *, actor: Actor) -> ApiToken:
    """End a token: the member's own, or anybody's for an administrator."""
    token = ApiToken.objects.locked(token.pk)
    own = actor.is_member(token.membership_id)
    require(actor, "accounts.manage_tokens" if own else "accounts.manage_members")
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=["revoked_at", "updated_at"])
        record(declarations.TOKEN_REVOKED, token, actor=actor)
    return token


def _upwards(pk: int | None, tree: Mapping[int, BusinessUnit]) -> set[int]:
    """A unit and all that it is a part of."""
    found: set[int] = set()
    while pk is not None and pk not in found:
        found.add(pk)
        pk = tree[pk].parent_id
    return found


def _unit_facts(unit: BusinessUnit, tree: Mapping[int, BusinessUnit]) -> dict[str, str]:
    parent = tree[unit.parent_id].name if unit.parent_id is not None else ""
    return {"name": unit.name, "code": unit.code, "part_of": parent}


def _check_roles(payload: MembershipPayload) -> None:
    held, starts_on, ends_on = set(payload.roles), payload.starts_on, payload.ends_on
    errors: dict[str, list[str]] = {}
    if not held:
        errors["roles"] = [_("Choose at least one role.")]
    if Role.AUDITOR in held and ends_on is None:
        errors["ends_on"] = [_("An auditor needs a last day.")]
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        errors["ends_on"] = [_("The last day is before the first.")]
    if Role.AUDITOR in held and len(held) > 1:
        errors["roles"] = [_("An auditor only reads and holds no other role.")]
    if errors:
        raise InvalidInput(_("Check the roles."), errors=errors)


def _keep_an_administrator(membership: Membership) -> None:
    """RuleViolation when the organization would be left without an administrator."""
    admins = Membership.objects.current().with_role(Role.ORG_ADMIN)
    if membership.has_role(Role.ORG_ADMIN) and not admins.exclude(pk=membership.pk).exists():
        raise RuleViolation(_("The organization needs at least one administrator."))


def _standing(membership: Membership) -> dict[str, Any]:
    """What a member is and when, for the trail."""
    return {
        "roles": membership.roles,
        "starts_on": _iso(membership.starts_on),
        "ends_on": _iso(membership.ends_on),
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
