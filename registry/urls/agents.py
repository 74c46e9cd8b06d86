"""Agents' tools."""

from __future__ import annotations

from django.urls import path

from registry.urls.models import VERSION
from registry.views import agents

TOOL = "agent-tools/<str:reference>/"
USE = f"{VERSION}tools/<int:use>/"

urlpatterns = [
    path("agent-tools/", agents.ToolList.as_view(), name="agent_tools"),
    path("agent-tools/new/", agents.NewToolView.as_view(), name="agent_tool_new"),
    path(TOOL, agents.ToolPage.as_view(), name="agent_tool"),
    path(f"{TOOL}edit/", agents.ChangeToolView.as_view(), name="agent_tool_edit"),
    path(f"{TOOL}retire/", agents.RetireToolView.as_view(), name="agent_tool_retire"),
    path(f"{VERSION}tools/", agents.VersionTools.as_view(), name="version_tools"),
    path(f"{VERSION}tools/card/", agents.VersionToolsCard.as_view(), name="version_tools_card"),
    path(f"{VERSION}tools/add/", agents.DeclareToolView.as_view(), name="version_tool_add"),
    path(f"{USE}withdraw/", agents.WithdrawToolView.as_view(), name="version_tool_withdraw"),
    path(f"{USE}grant/", agents.GrantToolView.as_view(), name="version_tool_grant"),
    path(f"{USE}revoke/", agents.RevokeGrantView.as_view(), name="version_tool_revoke"),
]
