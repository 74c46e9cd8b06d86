"""The API of conditions: the same filters, actions and rights as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.not_found import found_or_404
from governance.actions import conditions
from governance.api.views import ReferenceViewSet
from governance.choices import ConditionState
from governance.filters.conditions import DUE, STATES, ConditionFilters
from governance.models.decisions import Condition, ConditionQuerySet
from governance.permissions.reviews import (
    ANSWER_CONDITIONS,
    VIEW_DECISIONS,
    conditions_visible_to,
)

FILTERS = [
    OpenApiParameter("q", str, description="Id, words of condition or use case"),
    OpenApiParameter("state", str, enum=[value for value, _label in STATES]),
    OpenApiParameter("due", str, enum=[value for value, _label in DUE]),
    OpenApiParameter("owner", int, description="Number of a member"),
    OpenApiParameter("unit", int, description="Number of a business unit, with those below it"),
]


class ByDueDate(CursorPagination):
    """The first due first."""

    ordering = ("due_on", "id")


class EvidenceSerializer(serializers.Serializer[Any]):
    """How the condition is met; a file goes with it as multipart form data."""

    note = serializers.CharField(max_length=4000)
    file = serializers.FileField(required=False, allow_null=True)


class EvidenceReasonSerializer(serializers.Serializer[Any]):
    """What is missing."""

    reason = serializers.CharField(max_length=2000)


class ConditionSerializer(serializers.Serializer[Any]):
    """A condition of an approval."""

    reference = serializers.CharField()
    decision = serializers.CharField(source="decision.reference")
    use_case = serializers.CharField(source="use_case.reference")
    text = serializers.CharField()
    owner = serializers.SerializerMethodField()
    due_on = Day()
    state = serializers.ChoiceField(ConditionState.choices)
    evidence = serializers.CharField(source="evidence_note")
    evidence_sha256 = serializers.CharField(source="evidence.sha256", default=None, allow_null=True)
    offered_at = Moment(allow_null=True)
    settled_at = Moment(allow_null=True)
    settled_by = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")

    def get_owner(self, row: Condition) -> str | None:
        return row.owner.user.email if row.owner else None


class ConditionViewSet(ReferenceViewSet):
    """Conditions by reference (D-7.2): read, offer evidence, check it."""

    lookup_value_regex = r"[Dd]-\d+\.\d+"
    serializer_class = ConditionSerializer
    pagination_class = ByDueDate
    # Who may offer and check is asked by the actions, with the condition.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_DECISIONS.code,
        "retrieve": VIEW_DECISIONS.code,
        "offer": ANSWER_CONDITIONS.code,
        "confirm": ANSWER_CONDITIONS.code,
        "send_back": ANSWER_CONDITIONS.code,
    }

    def get_queryset(self) -> ConditionQuerySet:
        rows: ConditionQuerySet = conditions_visible_to(self.member).with_case()
        return rows.select_related("evidence")

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Conditions, the first due first."""
        narrowed = ConditionFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(narrowed.qs)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One condition with its evidence."""
        return self._told()

    @extend_schema(request=EvidenceSerializer)
    @action(detail=True, methods=["post"])
    def offer(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Offer evidence, which somebody else checks."""
        found, given = self._condition(), self._given(EvidenceSerializer)
        conditions.offer_with_file(found, conditions.OfferedEvidence(**given), actor=self.actor)
        return self._told()

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Accept the evidence; 409 when none waits."""
        conditions.confirm_condition(self._condition(), actor=self.actor)
        return self._told()

    @extend_schema(request=EvidenceReasonSerializer)
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Send the evidence back with what is missing."""
        found, given = self._condition(), self._given(EvidenceReasonSerializer)
        conditions.return_evidence(found, given["reason"], actor=self.actor)
        return self._told()

    def _condition(self) -> Condition:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.first())

    def _told(self) -> Response:
        return Response(self.get_serializer(self._condition()).data)

    def _given(self, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = shape(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)
