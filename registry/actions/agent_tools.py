"""The catalogue of agents' tools, which of them a version uses, and who allows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import require
from coe_portal.accounts.models import Membership
from coe_portal.audit.recording import changes, record
from coe_portal.errors import InvalidInput, InvalidTransition, RuleViolation
from coe_portal.tenancy.clock import today_here
from coe_portal.tenancy.references import next_number
from registry.actions.registration import locked_version
from registry.choices import DataClass, ModelKind, ToolEffect
from registry.declarations import agents as told
from registry.logic.agent_tools import needs_person
from registry.messages.agents import tell_granted, tell_owner_of_tool, tell_revoked
from registry.models.agents import AgentTool, ToolGrant, ToolUse
from registry.models.models import ModelVersion
from registry.permissions.agents import CHANGE_TOOL, GRANT_TOOL, REGISTER_TOOL
from registry.permissions.models import CHANGE

MOST_TOOLS: Final = 100


@dataclass(frozen=True, kw_only=True)
class ToolTerms:
    """What a tool is and does, and who answers for it."""

    name: str
    system: str
    effects: Sequence[ToolEffect]
    owner: Membership
    description: str = ""
    data_class: DataClass = DataClass.INTERNAL


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A tool that a version uses, and what for."""

    tool: AgentTool
    purpose: str = ""


@dataclass(frozen=True, kw_only=True)
class GrantTerms:
    """What a version may reach with a tool, and until when."""

    scope: str
    limits: str = ""
    needs_person: bool = False
    until: dt.date | None = None


TERMS: Final = tuple(one.name for one in fields(ToolTerms))
GRANTED: Final = tuple(one.name for one in fields(GrantTerms))


@transaction.atomic
def register_tool(terms: ToolTerms, *, actor: Actor) -> AgentTool:
    """Put a tool into the catalogue."""
    require(actor, REGISTER_TOOL.code)
    values = _stored(terms)
    tool: AgentTool = AgentTool.objects.create(number=next_number(AgentTool.PREFIX), **values)
    record(told.TOOL_REGISTERED, tool, actor=actor, after=values)
    return tool


@transaction.atomic
def change_tool(tool: AgentTool, terms: ToolTerms, *, actor: Actor) -> AgentTool:
    """Say better what it does. Grants stay, and are held to what it does from now on."""
    before, tool = _locked_tool(tool), _locked_tool(tool)
    require(actor, CHANGE_TOOL.code, tool)
    _refuse_retired(tool)
    for name, value in _stored(terms, known=tool).items():
        setattr(tool, name, value)
    tool.save(update_fields=[*TERMS, "updated_at"])
    was, now = changes(before, tool, TERMS)
    if now:
        record(told.TOOL_CHANGED, tool, actor=actor, before=was, after=now)
    return tool


@transaction.atomic
def retire_tool(tool: AgentTool, reason: str, *, actor: Actor) -> AgentTool:
    """No version may go into production with it from now on; its name is free again."""
    tool = _locked_tool(tool)
    require(actor, CHANGE_TOOL.code, tool)
    _refuse_retired(tool)
    _check_reason(reason)
    tool.retired_at = timezone.now()
    tool.save(update_fields=["retired_at", "updated_at"])
    record(told.TOOL_RETIRED, tool, actor=actor, reason=reason.strip())
    return tool


@transaction.atomic
def declare_tool(version: ModelVersion, declared: Declared, *, actor: Actor) -> ToolUse:
    """Say that a version uses a tool; its owner is asked to allow it.

    Raises:
        RuleViolation: it is no agent, or it was in production: other tools are another version.
    """
    version = _changeable(version, actor)
    if version.model.kind != ModelKind.AGENT:
        raise RuleViolation(_("Only agents use tools."))
    tool = _locked_tool(declared.tool)
    _refuse_retired(tool)
    if version.tool_uses.filter(tool=tool).exists():
        message = _("It uses this tool already.")
        raise InvalidInput(message, errors={"tool": [message]})
    if version.tool_uses.count() >= MOST_TOOLS:
        raise RuleViolation(_("A version uses at most %(most)d tools.") % {"most": MOST_TOOLS})
    use: ToolUse = ToolUse.objects.create(
        version=version,
        tool=tool,
        purpose=declared.purpose.strip(),
        declared_by=actor.membership,
    )
    after = {"tool": tool.subject_label, "purpose": use.purpose}
    record(told.TOOL_DECLARED, version, actor=actor, after=after, root=version.model)
    tell_owner_of_tool(use, actor)
    return use


@transaction.atomic
def withdraw_tool(use: ToolUse, *, actor: Actor) -> None:
    """The version does not use it; what was granted goes with it."""
    version = _changeable(use.version, actor)
    row = ToolUse.objects.select_related("tool").filter(pk=use.pk, version=version).first()
    if row is None:
        raise InvalidTransition(_("This is gone already."))
    row.delete()
    before = {"tool": row.tool.subject_label}
    record(told.TOOL_WITHDRAWN, version, actor=actor, before=before, root=version.model)


@transaction.atomic
def grant_tool(use: ToolUse, terms: GrantTerms, *, actor: Actor) -> ToolGrant:
    """Allow a version to use a tool within limits; the grant before ends.

    Raises:
        NotAllowed: the version's developer, whatever their role.
        InvalidInput: a call cannot be undone, and no person would approve it.
    """
    use = _locked_use(use)
    require(actor, GRANT_TOOL.code, use)
    _refuse_retired(use.tool)
    _check_grant(use.tool, terms)
    before = _end(use, _("Replaced"))
    values = {name: getattr(terms, name) for name in GRANTED}
    values |= {"scope": terms.scope.strip(), "limits": terms.limits.strip()}
    grant: ToolGrant = ToolGrant.objects.create(use=use, granted_by=actor.membership, **values)
    record(
        told.TOOL_GRANTED,
        use.version,
        actor=actor,
        before={} if before is None else {name: getattr(before, name) for name in GRANTED},
        after={"tool": use.tool.subject_label, **values},
        root=use.version.model,
    )
    tell_granted(grant, actor)
    return grant


@transaction.atomic
def revoke_grant(use: ToolUse, reason: str, *, actor: Actor) -> ToolGrant:
    """Take the permission back. Nothing is switched off by itself: the owner is told to do it."""
    use = _locked_use(use)
    require(actor, GRANT_TOOL.code, use)
    _check_reason(reason)
    grant = _end(use, reason.strip())
    if grant is None:
        raise InvalidTransition(_("Nothing is granted."))
    record(
        told.GRANT_REVOKED,
        use.version,
        actor=actor,
        before={"tool": use.tool.subject_label, "scope": grant.scope},
        reason=reason.strip(),
        root=use.version.model,
    )
    tell_revoked(grant, actor)
    return grant


def _stored(terms: ToolTerms, known: AgentTool | None = None) -> dict[str, Any]:
    """The terms as columns, or what is wrong with them by field."""
    name, system = terms.name.strip(), terms.system.strip()
    effects = [effect.value for effect in ToolEffect if effect in terms.effects]
    others = AgentTool.objects.in_use().filter(name=name)
    if known is not None:
        others = others.exclude(pk=known.pk)
    errors: dict[str, list[str]] = {}
    if not name:
        errors["name"] = [_("Give it a name.")]
    elif others.exists():
        errors["name"] = [_("There is a tool of this name already.")]
    if not system:
        errors["system"] = [_("Name the system that it acts on.")]
    if not effects:
        errors["effects"] = [_("Say what a call does; reading is something, too.")]
    if errors:
        raise InvalidInput(_("The tool is not complete."), errors=errors)
    values = {one: getattr(terms, one) for one in TERMS}
    return {
        **values,
        "name": name,
        "system": system,
        "effects": effects,
        "description": terms.description.strip(),
    }


def _check_grant(tool: AgentTool, terms: GrantTerms) -> None:
    errors: dict[str, list[str]] = {}
    if not terms.scope.strip():
        errors["scope"] = [_("Say what it may reach.")]
    if needs_person(tool.effects) and not terms.needs_person:
        errors["needs_person"] = [_("What cannot be undone needs a person's approval.")]
    if terms.until is not None and terms.until < today_here():
        errors["until"] = [_("This day is past.")]
    if errors:
        raise InvalidInput(_("The grant is not complete."), errors=errors)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput(_("Say why."), errors={"reason": [_("Say why.")]})


def _refuse_retired(tool: AgentTool) -> None:
    if tool.is_retired:
        raise InvalidTransition(_("%(tool)s is retired.") % {"tool": tool})


def _locked_tool(tool: AgentTool) -> AgentTool:
    row: AgentTool = AgentTool.objects.select_related("owner__user").locked(tool.pk)
    return row


def _locked_use(use: ToolUse) -> ToolUse:
    """The use under lock, its version and model locked before it."""
    version = locked_version(use.version)
    row = ToolUse.objects.locked(use.pk)
    row.version = version
    return row


def _changeable(version: ModelVersion, actor: Actor) -> ModelVersion:
    """The version under lock, if its tools may still be others."""
    version = locked_version(version)
    require(actor, CHANGE.code, version)
    if version.has_served:
        raise RuleViolation(_("It was in production: with other tools it is another version."))
    return version


def _end(use: ToolUse, reason: str) -> ToolGrant | None:
    """End what is granted now, if anything."""
    grant: ToolGrant | None = use.grants.filter(ended_at__isnull=True).first()
    if grant is not None:
        grant.ended_at, grant.end_reason = timezone.now(), reason[:500]
        grant.save(update_fields=["ended_at", "end_reason", "updated_at"])
    return grant
