"""Agents' tools as programs send and read them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from coe_portal.api.fields import Day, Moment
from registry.actions.agent_tools import TERMS, Declared, GrantTerms, ToolTerms
from registry.api.model_data import text
from registry.choices import DataClass, GrantStanding, ToolEffect
from registry.models.agents import AgentTool
from registry.queries.agent_tools import ToolLine
from training.api.fields import ColleagueField


@extend_schema_field(OpenApiTypes.STR)
class ToolField(serializers.Field[AgentTool, Any, str, Any]):
    """A tool of the catalogue by its reference (TOOL-1) or its name."""

    def to_internal_value(self, data: Any) -> AgentTool:
        rows, asked = AgentTool.objects.in_use(), str(data)
        found: AgentTool | None = rows.by_reference(asked).first()
        found = found or rows.filter(name=asked.replace("\x00", "")).first()
        if found is None:
            raise serializers.ValidationError(_("There is no tool %(tool)s.") % {"tool": data})
        return found

    def to_representation(self, value: AgentTool) -> str:
        return value.reference


class ToolTermsSerializer(serializers.Serializer[Any]):
    """What a tool is and does; its owner by e-mail."""

    name = serializers.CharField(max_length=120)
    system = serializers.CharField(max_length=120)
    description = text(4000)
    effects = serializers.ListField(
        child=serializers.ChoiceField(ToolEffect.choices),
        min_length=1,
        max_length=len(ToolEffect),
    )
    data_class = serializers.ChoiceField(DataClass.choices, default=DataClass.INTERNAL)
    owner = ColleagueField(help_text="E-mail of the member who says which agents may use it.")

    def payload(self, tool: AgentTool | None = None) -> ToolTerms:
        """The action's input; what is left out of a change stays as it is."""
        known = {} if tool is None else {name: getattr(tool, name) for name in TERMS}
        terms = known | self.validated_data
        return ToolTerms(
            **{
                **terms,
                "effects": [ToolEffect(one) for one in terms["effects"]],
                "data_class": DataClass(terms["data_class"]),
            }
        )


class ToolSerializer(ToolTermsSerializer):
    """A tool of the catalogue."""

    reference = serializers.CharField()
    versions = serializers.IntegerField(source="version_count")
    retired_at = Moment(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


class DeclaredSerializer(serializers.Serializer[Any]):
    """A tool that a version uses."""

    tool = ToolField(help_text="Reference, such as TOOL-1, or name.")
    purpose = text(500)

    def payload(self) -> Declared:
        """The action's input."""
        return Declared(**self.validated_data)


class GrantTermsSerializer(serializers.Serializer[Any]):
    """What a version may reach with a tool."""

    scope = serializers.CharField(max_length=500)
    limits = text(500)
    needs_person = serializers.BooleanField(default=False)
    until = Day(default=None, allow_null=True)

    def payload(self) -> GrantTerms:
        """The action's input."""
        return GrantTerms(**self.validated_data)


class GrantSerializer(GrantTermsSerializer):
    """What is granted now."""

    granted_by = ColleagueField(allow_null=True)
    granted_at = Moment()


class UsedToolSerializer(serializers.Serializer[Any]):
    """A tool of a version with what it is allowed; `id` is its place in addresses."""

    id = serializers.IntegerField(source="use.pk")
    tool = serializers.CharField(source="tool.reference")
    name = serializers.CharField(source="tool.name")
    effects = serializers.ListField(source="tool.effects", child=serializers.CharField())
    purpose = serializers.CharField(source="use.purpose")
    standing = serializers.ChoiceField(GrantStanding.choices)
    grant = GrantSerializer(allow_null=True)


def used_tools(lines: list[ToolLine]) -> list[dict[str, Any]]:
    """All tools of a version."""
    return [dict(UsedToolSerializer(line).data) for line in lines]
