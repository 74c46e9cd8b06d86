"""Where the trail finds agents' tools, reported outputs and blocked texts by their reference."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.audit.subjects import addressable
from registry.models.agents import AgentTool
from registry.models.outputs import BlocklistEntry, OutputReport
from registry.permissions.agents import VIEW_TOOLS
from registry.permissions.outputs import VIEW_BLOCKLIST, VIEW_OUTPUTS


@addressable(AgentTool.PREFIX)
def find_tool(number: int, member: Membership) -> AgentTool | None:
    """The agents' tool that a reference names."""
    rows = AgentTool.objects.filter(number=number)
    return rows.first() if member.may(VIEW_TOOLS.code) else None


@addressable(OutputReport.PREFIX)
def find_output(number: int, member: Membership) -> OutputReport | None:
    """The report of an output that a reference names."""
    rows = OutputReport.objects.with_version().filter(number=number)
    return rows.first() if member.may(VIEW_OUTPUTS.code) else None


@addressable(BlocklistEntry.PREFIX)
def find_entry(number: int, member: Membership) -> BlocklistEntry | None:
    """The blocked text that a reference names."""
    rows = BlocklistEntry.objects.filter(number=number)
    return rows.first() if member.may(VIEW_BLOCKLIST.code) else None
