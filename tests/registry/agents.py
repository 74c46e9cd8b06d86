"""Agents and their tools, made by the actions that make them in use."""

from __future__ import annotations

from typing import Any

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from registry.actions.agent_tools import (
    Declared,
    GrantTerms,
    ToolTerms,
    declare_tool,
    grant_tool,
    register_tool,
)
from registry.choices import ModelKind, ToolEffect
from registry.models.agents import AgentTool, ToolGrant, ToolUse
from registry.models.models import ModelVersion
from tests.registry.models import new_model, new_version

SYSTEM = Actor.system("tests")


def new_tool(owner: Membership, **fields: Any) -> AgentTool:
    """A tool that reads orders."""
    terms = {"name": "read_order", "system": "Shop", "effects": [ToolEffect.READ], **fields}
    return register_tool(ToolTerms(owner=owner, **terms), actor=SYSTEM)


def new_agent(owner: Membership, developer: Membership, **fields: Any) -> ModelVersion:
    """The first version of an agent."""
    terms = {"name": "refund-agent", "kind": ModelKind.AGENT, **fields}
    return new_version(new_model(owner, **terms), developer)


def use_tool(version: ModelVersion, tool: AgentTool, *, purpose: str = "Answers.") -> ToolUse:
    """The version says that it uses the tool."""
    return declare_tool(version, Declared(tool=tool, purpose=purpose), actor=SYSTEM)


def allow(use: ToolUse, by: Membership, **fields: Any) -> ToolGrant:
    """Somebody grants it."""
    terms = GrantTerms(**{"scope": "Orders of whoever asks", **fields})
    return grant_tool(use, terms, actor=Actor.member(by))
