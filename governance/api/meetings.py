"""The API of meetings: read them and their minutes, plan one, call one off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from django.db.models import Count, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.models import Membership
from coe_portal.api.fields import Moment
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from governance.actions import agendas, meetings
from governance.actions.meetings import LONGEST, SHORTEST, MeetingTerms
from governance.choices import AgendaKind, AgendaResult, MeetingState, Presence
from governance.models.boards import Board
from governance.models.meetings import Meeting, Minutes
from governance.permissions import meetings as rights
from governance.queries.agendas import docket_of
from governance.queries.minutes import minutes_content
from training.queries.people import colleague_with_email

Given = TypeVar("Given", bound=serializers.Serializer[Any])
NO_MINUTES = (MeetingState.PLANNED, MeetingState.CANCELLED)


@extend_schema_field(OpenApiTypes.EMAIL)
class PersonField(serializers.Field[Membership, Any, str, Any]):
    """A current member by e-mail."""

    def to_internal_value(self, data: Any) -> Membership:
        try:
            return colleague_with_email(str(data))
        except InvalidInput as error:
            raise serializers.ValidationError(str(error)) from error

    def to_representation(self, value: Membership) -> str:
        return value.user.email


@extend_schema_field(OpenApiTypes.STR)
class BoardField(serializers.Field[Board, Any, str, Any]):
    """An active board by reference, as B-1."""

    def to_internal_value(self, data: Any) -> Board:
        found: Board | None = Board.objects.active().by_reference(str(data)).first()
        if found is None:
            raise serializers.ValidationError(_("There is no such board."))
        return found

    def to_representation(self, value: Board) -> str:
        return value.reference


class MeetingTermsSerializer(serializers.Serializer[Any]):
    """A meeting to plan."""

    board = BoardField()
    starts_at = Moment()
    minutes = serializers.IntegerField(min_value=SHORTEST, max_value=LONGEST, default=60)
    title = serializers.CharField(max_length=120, allow_blank=True, default="")
    place = serializers.CharField(max_length=200, allow_blank=True, default="")
    link = serializers.URLField(max_length=500, allow_blank=True, default="")
    secretary = PersonField(default=None, allow_null=True)
    takes_docket = serializers.BooleanField(
        default=True, help_text="Put everything that waits for the board on the agenda."
    )

    def payload(self) -> MeetingTerms:
        """The action's input."""
        names = MeetingTerms.__dataclass_fields__
        return MeetingTerms(**{name: self.validated_data[name] for name in names})


class CancelMeetingSerializer(serializers.Serializer[Any]):
    """Why a meeting is called off."""

    reason = serializers.CharField(max_length=500)


class MeetingRowSerializer(serializers.Serializer[Any]):
    """A meeting in a list."""

    reference = serializers.CharField()
    title = serializers.CharField()
    board = BoardField()
    state = serializers.ChoiceField(choices=MeetingState.choices)
    starts_at = Moment()
    ends_at = Moment()
    place = serializers.CharField()
    link = serializers.CharField()
    secretary = PersonField(allow_null=True)
    items = serializers.IntegerField(source="item_count")
    url = serializers.CharField(source="get_absolute_url")


class AgendaItemSerializer(serializers.Serializer[Any]):
    """An item of the agenda; `about` is the reference of what it deals with."""

    position = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=AgendaKind.choices)
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    about = serializers.CharField(source="about.reference", default=None)
    result = serializers.ChoiceField(choices=AgendaResult.choices, allow_blank=True)


class AttendanceSerializer(serializers.Serializer[Any]):
    """Somebody who is asked, and whether they came."""

    member = PersonField()
    discipline = serializers.CharField(source="seat.discipline")
    capacity = serializers.CharField()
    presence = serializers.ChoiceField(choices=Presence.choices)


class MeetingSerializer(MeetingRowSerializer):
    """A meeting with its agenda and the people who are asked."""

    agenda = AgendaItemSerializer(many=True)
    attendance = AttendanceSerializer(many=True)


class MinutesSerializer(serializers.Serializer[Any]):
    """Minutes: a draft until `approved_at`; `sha256` is of the content as canonical JSON."""

    approved_by = serializers.CharField(allow_null=True)
    approved_at = Moment(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)
    content = serializers.JSONField()


class NumberPages(CursorPagination):
    """Newest reference first."""

    ordering = ("-number", "-id")


class MeetingViewSet(TenantViewSet):
    """Meetings of boards by reference (MTG-1)."""

    lookup_field = "reference"
    lookup_value_regex = r"[Mm][Tt][Gg]-\d+"
    pagination_class = NumberPages
    serializer_class = MeetingSerializer
    # The board or the meeting itself is asked by the actions.
    permissions: ClassVar[dict[str, str]] = {
        "list": rights.OPEN_MEETINGS.code,
        "retrieve": rights.OPEN_MEETINGS.code,
        "minutes": rights.OPEN_MEETINGS.code,
        "create": rights.OPEN_MEETINGS.code,
        "cancel": rights.OPEN_MEETINGS.code,
    }

    def get_queryset(self) -> QuerySet[Meeting]:
        rows = rights.meetings_visible_to(self.member).with_board()
        return rows.annotate(item_count=Count("items"))

    def _meeting(self) -> Meeting:
        visible = rights.meetings_visible_to(self.member).by_reference(self.kwargs["reference"])
        rows = visible.with_board().annotate(item_count=Count("items"))
        return found_or_404(rows.first())

    def _given(self, serializer: Callable[..., Given]) -> Given:
        given = serializer(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given

    def _answer(self, meeting: Meeting, status: int = 200) -> Response:
        self.kwargs["reference"] = meeting.reference
        shown = self._meeting()
        items = shown.items.select_related("review", "appeal", "condition__decision")
        people = shown.attendances.select_related("member__user", "seat")
        row = {
            **MeetingRowSerializer(shown).data,
            "agenda": AgendaItemSerializer(items, many=True).data,
            "attendance": AttendanceSerializer(people, many=True).data,
        }
        return Response(row, status=status)

    @extend_schema(
        parameters=[OpenApiParameter("state", str, enum=MeetingState.values)],
        responses=MeetingRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Meetings that one may see, the newest first."""
        rows = self.get_queryset()
        if (state := request.query_params.get("state")) in MeetingState.values:
            rows = rows.filter(state=state)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response(MeetingRowSerializer(page, many=True).data)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One meeting with its agenda and attendance."""
        return self._answer(self._meeting())

    @extend_schema(request=MeetingTermsSerializer, responses={201: MeetingSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Plan a meeting; everybody who may speak for a seat is invited."""
        given = self._given(MeetingTermsSerializer)
        board = given.validated_data["board"]
        meeting = meetings.plan_meeting(board, given.payload(), actor=self.actor)
        if given.validated_data["takes_docket"]:
            keys = [one.key for one in docket_of(board, meeting)]
            agendas.fill_agenda(meeting, keys, actor=self.actor)
        return self._answer(meeting, 201)

    @extend_schema(request=CancelMeetingSerializer, responses=MeetingSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Call a meeting off; everybody who was asked is told why."""
        meeting, given = self._meeting(), self._given(CancelMeetingSerializer)
        meetings.cancel_meeting(meeting, given.validated_data["reason"], actor=self.actor)
        return self._answer(meeting)

    @extend_schema(responses=MinutesSerializer)
    @action(detail=True)
    def minutes(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The minutes, as approved or as they would be now."""
        meeting = self._meeting()
        if meeting.state in NO_MINUTES:
            raise Http404
        kept = Minutes.objects.filter(meeting=meeting).select_related("approved_by__user").first()
        if kept is None:
            draft = {"approved_by": None, "approved_at": None, "sha256": None}
            return Response({**draft, "content": minutes_content(meeting)})
        return Response(
            {
                "approved_by": str(kept.approved_by),
                "approved_at": kept.approved_at,
                "sha256": kept.digest,
                "content": kept.content,
            }
        )
