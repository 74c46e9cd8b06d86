"""Routes of agents' tools, output review and the blocklist below `/<org>/api/v1/`."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from registry.api.agents import AgentToolViewSet, VersionToolViewSet
from registry.api.outputs import BlocklistViewSet, OutputViewSet, VersionOutputViewSet

VERSION = "models/<str:reference>/versions/<int:number>/"
TOOLS = f"{VERSION}tools/"
router = SimpleRouter()
router.register("agent-tools", AgentToolViewSet, basename="agent-tool")
router.register("outputs", OutputViewSet, basename="output")
router.register("blocklist", BlocklistViewSet, basename="blocklist-entry")

urlpatterns = [
    path(
        f"{VERSION}outputs/",
        VersionOutputViewSet.as_view({"post": "create"}),
        name="version-outputs",
    ),
    path(
        TOOLS,
        VersionToolViewSet.as_view({"get": "list", "post": "create"}),
        name="version-tools",
    ),
    path(
        f"{TOOLS}<int:use>/",
        VersionToolViewSet.as_view({"delete": "destroy"}),
        name="version-tool",
    ),
    path(
        f"{TOOLS}<int:use>/grant/",
        VersionToolViewSet.as_view({"post": "grant"}),
        name="version-tool-grant",
    ),
    path(
        f"{TOOLS}<int:use>/revoke/",
        VersionToolViewSet.as_view({"post": "revoke"}),
        name="version-tool-revoke",
    ),
    *router.urls,
]
