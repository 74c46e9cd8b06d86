"""The API of approvals at work: when they end, and their renewal."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.not_found import found_or_404
from governance.actions.validity import ask_for_renewal
from governance.api.serializers import DecisionRowSerializer, decision_data
from governance.api.views import ReferenceViewSet
from governance.filters.validity import ENDS, ApprovalFilters
from governance.models.decisions import Decision, DecisionQuerySet
from governance.permissions.reviews import TAKE_PART, VIEW_DECISIONS, decisions_visible_to
from intake.choices import Gate, Tier

FILTERS = [
    OpenApiParameter("q", str, description="Id, words of case or rationale"),
    OpenApiParameter("ends", str, enum=[value for value, _label in ENDS]),
    OpenApiParameter("tier", str, enum=Tier.values),
    OpenApiParameter("gate", str, enum=Gate.values),
    OpenApiParameter("owner", int, description="Number of a member"),
    OpenApiParameter("unit", int, description="Number of a business unit, with those below it"),
]


class ByLastDay(CursorPagination):
    """The first to end first."""

    ordering = ("valid_until", "id")


class RenewalSerializer(serializers.Serializer[Any]):
    """What has changed since the approval."""

    note = serializers.CharField(max_length=4000)


class RenewedSerializer(serializers.Serializer[Any]):
    """The review that was opened, or the decision that the policy made at once."""

    reference = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class ApprovalViewSet(ReferenceViewSet):
    """Approvals that use cases at work live on (D-7)."""

    lookup_value_regex = r"[Dd]-\d+"
    serializer_class = DecisionRowSerializer
    pagination_class = ByLastDay
    # Who may ask is asked by the action, with the approval.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_DECISIONS.code,
        "renew": TAKE_PART.code,
    }

    def get_queryset(self) -> DecisionQuerySet:
        rows: DecisionQuerySet = decisions_visible_to(self.member).standing()
        return rows.select_related("use_case").prefetch_related("conditions")

    @extend_schema(parameters=FILTERS, responses=DecisionRowSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Approvals at work, the first to end first."""
        narrowed = ApprovalFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        page = self.paginate_queryset(narrowed.qs) or []
        return self.get_paginated_response([decision_data(row) for row in page])

    @extend_schema(request=RenewalSerializer, responses={201: RenewedSerializer})
    @action(detail=True, methods=["post"])
    def renew(self, request: Request, reference: str) -> Response:
        """Ask for the renewal; 409 when it runs already."""
        rows = self.get_queryset().by_reference(reference)
        found: Decision = found_or_404(rows.select_related("use_case__current_assessment").first())
        given = RenewalSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        result = ask_for_renewal(found, given.validated_data["note"], actor=self.actor)
        return Response(RenewedSerializer(result).data, status=201)
