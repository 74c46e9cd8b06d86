"""Agents' tools: the catalogue, one tool, and what a version may do with each of its own."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.authorization import permits
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.addresses import org_url
from coe_portal.ui.views import (
    ActionView,
    BelowList,
    ButtonLink,
    Crumb,
    FormPageView,
    FragmentView,
    ListPageView,
    PageView,
    SubjectFormPage,
)
from registry.actions import agent_tools as actions
from registry.choices import ModelKind, ToolEffect
from registry.filters.agents import AgentToolFilters
from registry.forms.agents import DeclareForm, GrantForm, ToolForm
from registry.forms.models import Reason, ReasonForm
from registry.logic.agent_tools import ADVISED
from registry.models.agents import AgentTool, ToolGrant, ToolUse
from registry.models.models import ModelVersion
from registry.permissions import agents as rights
from registry.permissions.models import CHANGE, VIEW
from registry.queries.agent_tools import lines_of_tool, tools_page
from registry.tables.agents import AgentToolTable
from registry.views.versions import VersionFormPage, VersionMixin


class ToolList(ListPageView):
    permission = rights.VIEW_TOOLS.code
    title = _("Agent tools")
    subtitle = _("What agents can call, what a call does, and who says which agent may.")
    table_class = AgentToolTable
    filters_class = AgentToolFilters
    empty_icon = "wrench"
    empty_title = _("No tools yet")
    empty_text = _("List each function and service that an agent can call, and what it does.")

    def rows(self) -> QuerySet[AgentTool]:
        return AgentTool.objects.with_use()

    def actions(self) -> list[ButtonLink]:
        if not self.member.may(rights.REGISTER_TOOL.code):
            return []
        return [ButtonLink(org_url("registry:agent_tool_new"), _("New tool"), "plus", "primary")]


class BelowTools(BelowList):
    """A page below the catalogue."""

    above = ("registry:agent_tools", _("Agent tools"))


class NewToolView(BelowTools, FormPageView):
    permission = rights.REGISTER_TOOL.code
    form_class = ToolForm
    title = _("New tool")
    subtitle = _("Its effects decide what a grant must ask for.")
    submit_label = _("Put it into the catalogue")
    success_message = _("The tool is in the catalogue.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {"owner": self.member, "data_class": "internal"}}

    def act(self, payload: actions.ToolTerms) -> AgentTool:
        return actions.register_tool(payload, actor=self.actor)


class ToolMixin(BelowTools):
    """Finds the tool of the address."""

    def find_subject(self) -> AgentTool:
        rows = AgentTool.objects.select_related("owner__user")
        return found_or_404(rows.by_reference(self.kwargs["reference"]).first())


class ToolPage(ToolMixin, PageView):
    permission = rights.VIEW_TOOLS.code
    template_name = "registry/agents/tool.html"

    def page(self) -> dict[str, Any]:
        may_change = permits(self.actor, rights.CHANGE_TOOL.code, self.subject)
        return {
            "lines": lines_of_tool(self.subject),
            "effects": effects_of(self.subject),
            "may_change": may_change and not self.subject.is_retired,
        }


def effects_of(tool: AgentTool) -> list[tuple[str, Any]]:
    """What a call does, as badges."""
    labels = dict(ToolEffect.choices)
    return [(one, labels[one]) for one in tool.effects]


class ChangeToolView(SubjectFormPage, ToolMixin, FormPageView):
    permission = rights.CHANGE_TOOL.code
    form_class = ToolForm
    title = _("Change the tool")
    subtitle = _("Grants stay, and are held to what it does from now on.")
    success_message = _("Saved.")

    def form_kwargs(self) -> dict[str, Any]:
        return {"initial": {name: getattr(self.subject, name) for name in actions.TERMS}}

    def act(self, payload: actions.ToolTerms) -> AgentTool:
        return actions.change_tool(self.subject, payload, actor=self.actor)


class RetireToolView(SubjectFormPage, ToolMixin, FormPageView):
    permission = rights.CHANGE_TOOL.code
    form_class = ReasonForm
    title = _("Retire the tool")
    subtitle = _("No version goes into production with it from now on.")
    submit_label = _("Retire")
    success_message = _("The tool is retired.")

    def act(self, payload: Reason) -> AgentTool:
        return actions.retire_tool(self.subject, payload.reason, actor=self.actor)


class VersionTools(VersionMixin, PageView):
    """The matrix of what an agent's version may do."""

    permission = rights.VIEW_TOOLS.code
    template_name = "registry/agents/version_tools.html"

    @property
    def parents(self) -> list[Crumb]:
        return [*super().parents, Crumb(self.subject.get_absolute_url(), self.subject.part)]

    def page(self) -> dict[str, Any]:
        page = tools_page(self.subject)
        may_change = permits(self.actor, CHANGE.code, self.subject) and not self.subject.has_served
        return {
            "page": page,
            "is_agent": self.subject.model.kind == ModelKind.AGENT,
            "may_change": may_change,
            "may_grant": {
                line.use.pk
                for line in page.lines
                if permits(self.actor, rights.GRANT_TOOL.code, line.use)
            },
        }


class VersionToolsCard(VersionMixin, FragmentView):
    """The tools of an agent, on the page of its version."""

    permission = VIEW.code
    template_name = "registry/fragments/version_tools.html"

    def page(self) -> dict[str, Any]:
        return {"page": tools_page(self.subject)}


class VersionToolsForm(VersionFormPage):
    """A form about the tools of a version; leads back to them."""

    @property
    def cancel_url(self) -> str:
        version: ModelVersion = self.subject
        return tools_url(version)


def tools_url(version: ModelVersion) -> str:
    """The page of a version's tools."""
    return org_url(
        "registry:version_tools", reference=version.model.reference, number=version.number
    )


class DeclareToolView(VersionToolsForm):
    form_class = DeclareForm
    title = _("Add a tool")
    subtitle = _("Its owner is asked to allow it.")
    submit_label = _("Add")
    success_message = _("The tool is added. It needs a grant before production.")

    def form_kwargs(self) -> dict[str, Any]:
        used = self.subject.tool_uses.values("tool")
        return {"tools": AgentTool.objects.in_use().exclude(pk__in=used)}

    def act(self, payload: actions.Declared) -> ToolUse:
        return actions.declare_tool(self.subject, payload, actor=self.actor)


class UseMixin(VersionMixin):
    """Finds a tool of the version of the address."""

    def find_subject(self) -> Any:
        version = super().find_subject()
        rows = version.tool_uses.filter(pk=self.kwargs["use"]).select_related("tool__owner__user")
        found: ToolUse = found_or_404(rows.first())
        found.version = version
        return found

    @property
    def cancel_url(self) -> str:
        return tools_url(self.subject.version)

    @property
    def parents(self) -> list[Crumb]:
        version = self.subject.version
        return [
            Crumb(org_url("registry:models"), _("Models")),
            Crumb(version.model.get_absolute_url(), version.model.name),
            Crumb(version.get_absolute_url(), version.part),
            Crumb(tools_url(version), _("Tools")),
        ]

    def success_url(self, _result: object) -> str:
        return self.cancel_url


class WithdrawToolView(UseMixin, ActionView):
    """Who may change the version is asked by the action."""

    permission = VIEW.code
    success_message = _("The version uses this tool no more.")

    def act(self, _payload: None) -> None:
        actions.withdraw_tool(self.subject, actor=self.actor)


class GrantToolView(UseMixin, FormPageView):
    permission = rights.GRANT_TOOL.code
    template_name = "registry/agents/grant.html"
    form_class = GrantForm
    title = _("Grant the tool")
    submit_label = _("Grant")
    success_message = _("Granted.")

    @property
    def subtitle(self) -> str:  # type: ignore[override]
        return f"{self.subject.tool} · {self.subject.version}"

    def form_kwargs(self) -> dict[str, Any]:
        known = self.subject.grants.filter(ended_at__isnull=True).first()
        if known is not None:
            return {"initial": {name: getattr(known, name) for name in actions.GRANTED}}
        is_grave = not ADVISED.isdisjoint(self.subject.tool.effects)
        return {"initial": {"needs_person": is_grave}}

    def page(self) -> dict[str, Any]:
        return {"effects": effects_of(self.subject.tool)}

    def act(self, payload: actions.GrantTerms) -> ToolGrant:
        return actions.grant_tool(self.subject, payload, actor=self.actor)


class RevokeGrantView(UseMixin, FormPageView):
    permission = rights.GRANT_TOOL.code
    form_class = ReasonForm
    title = _("Revoke the grant")
    subtitle = _("The owner and the developer are told to switch the tool off.")
    submit_label = _("Revoke")
    success_message = _("The grant is revoked.")

    def act(self, payload: Reason) -> ToolGrant:
        return actions.revoke_grant(self.subject, payload.reason, actor=self.actor)
