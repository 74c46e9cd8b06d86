"""The API of the obligations calendar."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day
from coe_portal.api.viewsets import TenantViewSet
from governance.choices import RequirementStatus
from governance.permissions.obligations import VIEW_OBLIGATIONS
from governance.queries.obligations import ROLE_LABELS, obligations_calendar


class ObligationSerializer(serializers.Serializer[Any]):
    """An obligation with the number of our open use cases that it concerns."""

    framework = serializers.CharField(source="obligation.framework")
    code = serializers.CharField(source="obligation.code")
    title = serializers.CharField(source="obligation.title")
    status = serializers.ChoiceField(RequirementStatus.choices, source="obligation.status")
    applies_from = Day(source="obligation.applies_from")
    dates = serializers.DictField(child=serializers.CharField(), source="obligation.dates")
    roles = serializers.ListField(child=serializers.CharField(), source="obligation.roles")
    use_cases = serializers.IntegerField(source="cases")


class ObligationViewSet(TenantViewSet):
    """What the law asks from which day."""

    serializer_class = ObligationSerializer
    pagination_class = None
    permissions: ClassVar[dict[str, str]] = {"list": VIEW_OBLIGATIONS.code}

    @extend_schema(
        parameters=[
            OpenApiParameter("framework", str),
            OpenApiParameter("role", str, enum=[value for value, _label in ROLE_LABELS]),
            OpenApiParameter("ours", bool, description="Only those that concern a use case."),
        ],
        responses=ObligationSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Obligations by day."""
        asked = request.query_params
        calendar = obligations_calendar(
            framework=asked.get("framework", ""),
            role=asked.get("role", ""),
            ours=asked.get("ours", "") in {"1", "true"},
        )
        duties = [duty for one in calendar.all for duty in one.duties]
        return Response(ObligationSerializer(duties, many=True).data)
