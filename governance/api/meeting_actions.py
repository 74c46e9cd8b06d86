"""The API of what meetings agreed on: read it, and say that it is done."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import meeting_actions
from governance.choices import PointState
from governance.models.meetings import ActionPoint, ActionPointQuerySet
from governance.permissions import meetings as rights


class DueFirst(CursorPagination):
    """What is due first comes first."""

    ordering = ("due_on", "id")


class ActionPointSerializer(serializers.Serializer[ActionPoint]):
    """Who does what by when, and whether it is done."""

    id = serializers.IntegerField()
    meeting = serializers.CharField(source="meeting.reference")
    text = serializers.CharField()
    owner = serializers.EmailField(source="owner.user.email")
    due_on = Day()
    state = serializers.ChoiceField(PointState.choices)
    done_at = Moment(allow_null=True)
    done_note = serializers.CharField()
    url = serializers.CharField(source="get_absolute_url")


class OutcomeSerializer(serializers.Serializer[Any]):
    """What came of it."""

    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class MeetingActionViewSet(TenantViewSet):
    """Actions of approved minutes: one's own, and those of meetings that one may see."""

    lookup_field = "pk"
    lookup_value_regex = r"\d{1,12}"
    pagination_class = DueFirst
    serializer_class = ActionPointSerializer
    # Whose action it is, is asked by the actions.
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.OPEN_MEETINGS.code,
        "retrieve": rights.OPEN_MEETINGS.code,
        "done": rights.ANSWER_ACTIONS.code,
        "reopen": rights.ANSWER_ACTIONS.code,
    }

    def get_queryset(self) -> ActionPointQuerySet:
        return rights.actions_visible_to(self.member).with_meeting()

    def _point(self) -> ActionPoint:
        return found_or_404(self.get_queryset().filter(pk=self.kwargs["pk"]).first())

    @extend_schema(
        parameters=[
            OpenApiParameter("state", str, enum=PointState.values),
            OpenApiParameter("mine", bool, description="Only what I am to do."),
        ]
    )
    def list(self, request: Request) -> Response:
        """Actions, what is due first comes first."""
        rows = self.get_queryset()
        if (state := request.query_params.get("state")) in PointState.values:
            rows = rows.in_state(PointState(state))
        if request.query_params.get("mine") in {"1", "true"}:
            rows = rows.filter(owner=self.member)
        return self.page_of(rows)

    def retrieve(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """One action."""
        return Response(ActionPointSerializer(self._point()).data)

    @extend_schema(request=OutcomeSerializer, responses=ActionPointSerializer)
    @action(detail=True, methods=["post"])
    def done(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Say that it is done; 409 when it is already."""
        given = OutcomeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        note = given.validated_data["note"]
        meeting_actions.finish_action(self._point(), note, actor=self.actor)
        return Response(ActionPointSerializer(self._point()).data)

    @extend_schema(request=None, responses=ActionPointSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """It is not done after all."""
        meeting_actions.reopen_action(self._point(), actor=self.actor)
        return Response(ActionPointSerializer(self._point()).data)
