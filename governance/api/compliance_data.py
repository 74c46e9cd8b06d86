"""Compliance as programs send and read it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from coe_portal.api.fields import Day
from governance.models.controls import Control, Evidence
from governance.models.coverage import CaseCoverage
from governance.models.frameworks import Framework, Requirement


class FrameworkSerializer(serializers.ModelSerializer[Framework]):
    """A framework and its adopted edition."""

    edition = serializers.CharField(source="current.label", default=None, read_only=True)
    edition_number = serializers.IntegerField(source="current.number", default=None, read_only=True)
    is_adopted = serializers.BooleanField(read_only=True)

    class Meta:
        model = Framework
        fields = (
            "key",
            "name",
            "source",
            "is_own",
            "is_adopted",
            "edition",
            "edition_number",
            "retired_at",
        )


class RequirementSerializer(serializers.ModelSerializer[Requirement]):
    """A requirement with its legal state and dates."""

    class Meta:
        model = Requirement
        fields = (
            "code",
            "parent",
            "is_group",
            "title",
            "summary",
            "note",
            "status",
            "applies_from",
            "dates",
            "roles",
            "classes",
            "tiers",
            "evidence",
        )


class CoverageSerializer(serializers.ModelSerializer[CaseCoverage]):
    """How a use case stands with a framework, in numbers of requirements."""

    use_case = serializers.CharField(source="use_case.reference")
    framework = serializers.CharField(source="framework.key")

    class Meta:
        model = CaseCoverage
        fields = (
            "use_case",
            "framework",
            "covered",
            "partly",
            "waived",
            "open",
            "excluded",
            "updated_at",
        )


class LinkSerializer(serializers.Serializer[Any]):
    """A requirement that a control serves."""

    framework = serializers.CharField(source="framework.key")
    code = serializers.CharField()


class ControlSerializer(serializers.ModelSerializer[Control]):
    """A control; its owner by e-mail."""

    owner = serializers.CharField(source="owner.user.email", default=None)
    requirements = LinkSerializer(source="links", many=True)

    class Meta:
        model = Control
        fields = (
            "reference",
            "key",
            "title",
            "description",
            "scope",
            "gate",
            "holds_gate",
            "tiers",
            "owner",
            "valid_months",
            "is_active",
            "requirements",
        )


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """Evidence with its hash and dates."""

    control = serializers.CharField(source="control.reference")
    use_case = serializers.CharField(source="use_case.reference", default=None)
    offered_by = serializers.CharField(source="offered_by.user.email", default=None)
    settled_by = serializers.CharField(source="settled_by.user.email", default=None)

    class Meta:
        model = Evidence
        fields = (
            "reference",
            "control",
            "use_case",
            "title",
            "note",
            "link",
            "sha256",
            "effective_on",
            "expires_on",
            "state",
            "offered_by",
            "offered_at",
            "settled_by",
            "settled_at",
            "remark",
        )


class NewEvidenceSerializer(serializers.Serializer[Any]):
    """Evidence that another system keeps."""

    use_case = serializers.CharField(max_length=20, allow_blank=True, default="")
    title = serializers.CharField(max_length=200)
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")
    link = serializers.URLField(max_length=500)
    sha256 = serializers.CharField(max_length=64, allow_blank=True, default="")
    effective_on = Day()
    expires_on = Day(allow_null=True, default=None)


class RemarkSerializer(serializers.Serializer[Any]):
    """Why."""

    remark = serializers.CharField(max_length=2000)
