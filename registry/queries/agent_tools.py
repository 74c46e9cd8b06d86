"""The tools of a version with what they are allowed, and the versions of a tool."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from coe_portal.tenancy.clock import today_here
from registry.choices import GrantStanding, ToolEffect
from registry.logic.agent_tools import Allowed, Comparison, Terms, compared, standing_of
from registry.models.agents import AgentTool, ToolGrant, ToolUse
from registry.models.models import ModelVersion

MOST_SHOWN: Final = 100


@dataclass(frozen=True)
class ToolLine:
    """A tool of a version: what it does, what is granted, and whether that will do."""

    use: ToolUse
    grant: ToolGrant | None
    standing: GrantStanding

    @property
    def tool(self) -> AgentTool:
        tool: AgentTool = self.use.tool
        return tool

    @property
    def is_permitted(self) -> bool:
        return self.standing == GrantStanding.PERMITTED

    @property
    def standing_label(self) -> str:
        return str(self.standing.label)

    @property
    def effects(self) -> list[tuple[str, bool]]:
        """Each effect there is, and whether the tool has it: a row of the matrix."""
        return [(str(one.label), one.value in self.tool.effects) for one in ToolEffect]

    @property
    def terms(self) -> Terms | None:
        grant = self.grant
        return None if grant is None else Terms(grant.scope, grant.limits, grant.needs_person)


def tool_lines(version: ModelVersion) -> list[ToolLine]:
    """Every tool of a version, by name. Two queries."""
    return _lines(version.tool_uses.select_related("tool__owner__user", "version__model"))


def lines_of_tool(tool: AgentTool) -> list[ToolLine]:
    """The versions that use a tool, the newest first. Two queries."""
    uses = ToolUse.objects.filter(
        tool=tool, version__removed_at__isnull=True, version__model__removed_at__isnull=True
    ).select_related("tool", "version__model__owner__user")
    return _lines(uses.order_by("-version__created_at", "-pk")[:MOST_SHOWN])


def not_permitted(version: ModelVersion) -> list[ToolLine]:
    """What keeps the version out of production."""
    return [line for line in tool_lines(version) if not line.is_permitted]


@dataclass(frozen=True)
class ToolsPage:
    """What an agent may do: every tool, what needs a person, and what is new."""

    lines: Sequence[ToolLine]
    predecessor: ModelVersion | None
    comparison: Comparison | None

    @property
    def effects(self) -> list[str]:
        """The heads of the matrix."""
        return [str(one.label) for one in ToolEffect]

    @property
    def with_a_person(self) -> list[ToolLine]:
        """Calls that a person approves."""
        return [line for line in self.lines if line.grant is not None and line.grant.needs_person]

    @property
    def permitted(self) -> int:
        return sum(line.is_permitted for line in self.lines)


def tools_page(version: ModelVersion) -> ToolsPage:
    """A version's tools beside those of the version before it."""
    lines, before = tool_lines(version), predecessor_of(version)
    comparison = None
    if before is not None:
        comparison = compared(_terms(tool_lines(before)), _terms(lines))
    return ToolsPage(lines, before, comparison)


def predecessor_of(version: ModelVersion) -> ModelVersion | None:
    """The newest earlier version that was in production, or the newest earlier one."""
    earlier = ModelVersion.objects.present().filter(
        model=version.model_id, number__lt=version.number
    )
    newest = earlier.select_related("model").order_by("-number")
    found: ModelVersion | None = newest.filter(served_at__isnull=False).first() or newest.first()
    return found


def tools_in_words(version: ModelVersion) -> str:
    """For whoever judges the version: each tool with what it may reach."""
    return "; ".join(
        f"{line.tool.name} ({line.grant.scope})" if line.grant else line.tool.name
        for line in tool_lines(version)
    )


def _terms(lines: Iterable[ToolLine]) -> dict[str, Terms | None]:
    return {line.tool.name: line.terms for line in lines}


def _lines(uses: Iterable[ToolUse]) -> list[ToolLine]:
    listed, today = list(uses), today_here()
    current = ToolGrant.objects.current().filter(use__in=[use.pk for use in listed])
    grants: dict[int, ToolGrant | None] = defaultdict(lambda: None)
    grants.update({grant.use_id: grant for grant in current.select_related("granted_by__user")})
    return [
        ToolLine(
            use,
            grants[use.pk],
            standing_of(
                use.tool.effects,
                is_retired=use.tool.is_retired,
                grant=_allowed(grants[use.pk]),
                today=today,
            ),
        )
        for use in listed
    ]


def _allowed(grant: ToolGrant | None) -> Allowed | None:
    return None if grant is None else Allowed(grant.until, grant.needs_person)
