"""The API of agents' tools: the catalogue, and what a version uses and may do."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet, parameters
from registry.actions import agent_tools as actions
from registry.api import agents_data as shapes
from registry.api.monitoring_data import models_by_reference
from registry.choices import DataClass, ToolEffect
from registry.models.agents import AgentTool, AgentToolQuerySet, ToolUse
from registry.models.models import ModelVersion
from registry.permissions.agents import REGISTER_TOOL, VIEW_TOOLS
from registry.queries.agent_tools import tool_lines

TOOL_FILTERS: Final = {"data_class": DataClass.values}
EFFECT: Final = OpenApiParameter("effect", str, enum=ToolEffect.values)


class AgentToolViewSet(ReferenceViewSet):
    """Agents' tools by reference (TOOL-1)."""

    lookup_value_regex = r"[Tt][Oo][Oo][Ll]-\d+"
    serializer_class = shapes.ToolSerializer
    # Who may change a tool is asked by the actions, with the tool.
    permissions: ClassVar[dict[str, str]] = {
        **dict.fromkeys(("list", "retrieve", "partial_update", "retire"), VIEW_TOOLS.code),
        "create": REGISTER_TOOL.code,
    }

    def get_queryset(self) -> AgentToolQuerySet:
        rows: AgentToolQuerySet = AgentTool.objects.with_use()
        return rows

    @extend_schema(parameters=[*parameters(TOOL_FILTERS), EFFECT])
    def list(self, request: Request) -> Response:
        """Tools, newest first."""
        rows = self.narrowed(self.get_queryset(), TOOL_FILTERS)
        if (effect := request.query_params.get("effect")) in ToolEffect.values:
            rows = rows.filter(effects__contains=[effect])
        return self.page_of(rows)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One tool."""
        return self._told()

    @extend_schema(request=shapes.ToolTermsSerializer, responses={201: shapes.ToolSerializer})
    def create(self, request: Request) -> Response:
        """Put a tool into the catalogue."""
        given = shapes.ToolTermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = actions.register_tool(given.payload(), actor=self.actor)
        self.kwargs["reference"] = made.reference
        return self._told(status=201)

    @extend_schema(request=shapes.ToolTermsSerializer, responses=shapes.ToolSerializer)
    def partial_update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say better what it does; grants are held to that from now on."""
        tool = self._tool()
        given = shapes.ToolTermsSerializer(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        actions.change_tool(tool, given.payload(tool), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.ToolSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """No version goes into production with it from now on."""
        tool = self._tool()
        given = shapes.ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.retire_tool(tool, given.validated_data["reason"], actor=self.actor)
        return self._told()

    def _tool(self) -> AgentTool:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(self.get_serializer(self._tool()).data, status=status)


class VersionToolViewSet(TenantViewSet):
    """The tools of a version of an agent, with what it is allowed."""

    serializer_class = shapes.UsedToolSerializer
    pagination_class = None
    # Who may change the version or grant the tool is asked by the actions.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "create", "destroy", "grant", "revoke"), VIEW_TOOLS.code
    )

    @extend_schema(responses=shapes.UsedToolSerializer(many=True))
    def list(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """Every tool of the version, by name."""
        return self._told()

    @extend_schema(
        request=shapes.DeclaredSerializer, responses={201: shapes.UsedToolSerializer(many=True)}
    )
    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Say that the version uses a tool; its owner is asked to allow it."""
        version = self._version()
        given = shapes.DeclaredSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.declare_tool(version, given.payload(), actor=self.actor)
        return self._told(status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, **_kwargs: Any) -> Response:  # noqa: ARG002
        """The version uses it no more."""
        actions.withdraw_tool(self._use(), actor=self.actor)
        return Response(status=204)

    @extend_schema(
        request=shapes.GrantTermsSerializer, responses=shapes.UsedToolSerializer(many=True)
    )
    def grant(self, request: Request, **_kwargs: Any) -> Response:
        """Allow it within limits; not for the developer of the version."""
        use = self._use()
        given = shapes.GrantTermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.grant_tool(use, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.ReasonSerializer, responses=shapes.UsedToolSerializer(many=True))
    def revoke(self, request: Request, **_kwargs: Any) -> Response:
        """Take the permission back."""
        use = self._use()
        given = shapes.ReasonSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        actions.revoke_grant(use, given.validated_data["reason"], actor=self.actor)
        return self._told()

    def _version(self) -> ModelVersion:
        rows = ModelVersion.objects.present().select_related("model")
        return found_or_404(
            rows.filter(
                model__in=models_by_reference(self.kwargs["reference"]),
                number=self.kwargs["number"],
            ).first()
        )

    def _use(self) -> ToolUse:
        rows = self._version().tool_uses.select_related("tool__owner", "version__model")
        return found_or_404(rows.filter(pk=self.kwargs["use"]).first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.used_tools(tool_lines(self._version())), status=status)
