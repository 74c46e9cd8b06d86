"""Who keeps the catalogue of agents' tools, and who lets a version use one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate, veto
from coe_portal.accounts.roles import EVERYONE, STAFF, Role, permission
from registry.models.agents import AgentTool, ToolUse

VIEW_TOOLS = permission(
    "registry.view_tools", label=_("see agents' tools"), roles=EVERYONE, writes=False
)
REGISTER_TOOL = permission(
    "registry.register_tool",
    label=_("put tools into the catalogue"),
    roles=STAFF | {Role.MODEL_OWNER},
)
CHANGE_TOOL = permission("registry.change_tool", label=_("change this tool"), roles=STAFF)
GRANT_TOOL = permission(
    "registry.grant_tool", label=_("let this version use the tool"), roles=STAFF
)


@predicate(CHANGE_TOOL.code)
def owns_tool(member: Membership, tool: AgentTool) -> bool:
    """The owner keeps the entry."""
    return tool.owner_id == member.pk


@predicate(GRANT_TOOL.code)
def answers_for_tool(member: Membership, use: ToolUse) -> bool:
    """The owner of the tool."""
    return use.tool.owner_id == member.pk


@veto(GRANT_TOOL.code)
def built_the_agent(member: Membership, use: ToolUse) -> bool:
    """Whoever built the version."""
    return use.version.developer_id == member.pk
