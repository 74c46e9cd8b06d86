"""The API of delegated seats: read, delegate, end."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day
from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import delegations
from governance.choices import Discipline
from governance.models.boards import Board, Delegation, DelegationQuerySet, Seat
from governance.permissions.reviews import TAKE_PART, VIEW_RULES
from training.api.fields import ColleagueField


class LastDayPages(CursorPagination):
    """Those that end last first."""

    ordering = ("-ends_on", "-id")


class DelegationSerializer(serializers.Serializer[Delegation]):
    """Who speaks for which seat on which days, both included."""

    id = serializers.IntegerField()
    board = serializers.CharField(source="seat.board.reference")
    seat = serializers.IntegerField(source="seat_id")
    discipline = serializers.ChoiceField(Discipline.choices, source="seat.discipline")
    member = serializers.CharField(source="seat.member.display_name", default=None)
    delegate = serializers.CharField(source="delegate.display_name")
    starts_on = Day()
    ends_on = Day()
    reason = serializers.CharField()


class NewDelegationSerializer(serializers.Serializer[Any]):
    """The board and the number of its seat; the delegate by e-mail."""

    board = serializers.CharField(max_length=20)
    seat = serializers.IntegerField(help_text="The number in the address of the seat.")
    delegate = ColleagueField(help_text="E-mail of the member who speaks for the seat.")
    starts_on = Day()
    ends_on = Day()
    reason = serializers.CharField(max_length=500, default="", allow_blank=True)

    def terms(self) -> delegations.DelegationTerms:
        """The action's input."""
        data = self.validated_data
        return delegations.DelegationTerms(
            data["delegate"], data["starts_on"], data["ends_on"], data["reason"]
        )


class DelegationViewSet(TenantViewSet):
    """Delegations of seats by their number."""

    lookup_field = "pk"
    lookup_value_regex = r"\d{1,12}"
    pagination_class = LastDayPages
    serializer_class = DelegationSerializer
    # Whose seat it is, is asked by the actions.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_RULES.code,
        "retrieve": VIEW_RULES.code,
        "create": TAKE_PART.code,
        "end": TAKE_PART.code,
    }

    def get_queryset(self) -> DelegationQuerySet:
        rows: DelegationQuerySet = Delegation.objects.select_related(
            "seat__board", "seat__member__user", "delegate__user"
        )
        return rows

    def _delegation(self) -> Delegation:
        return found_or_404(self.get_queryset().filter(pk=self.kwargs["pk"]).first())

    @extend_schema(parameters=[OpenApiParameter("board", str, description="Such as B-1")])
    def list(self, request: Request) -> Response:
        """Delegations, past ones too."""
        rows = self.get_queryset()
        if board := request.query_params.get("board"):
            rows = rows.filter(seat__board__in=boards_called(board))
        return self.page_of(rows)

    def retrieve(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """One delegation."""
        return Response(DelegationSerializer(self._delegation()).data)

    @extend_schema(request=NewDelegationSerializer, responses={201: DelegationSerializer})
    def create(self, request: Request) -> Response:
        """Let somebody speak for a seat for some days."""
        given = NewDelegationSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        seats = Seat.objects.filter(board__in=boards_called(given.validated_data["board"]))
        seat = found_or_404(seats.filter(pk=given.validated_data["seat"]).first())
        made = delegations.delegate_seat(seat, given.terms(), actor=self.actor)
        self.kwargs["pk"] = made.pk
        return Response(DelegationSerializer(self._delegation()).data, status=201)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:  # noqa: ARG002
        """Let the seat's member speak again from today."""
        delegations.end_delegation(self._delegation(), actor=self.actor)
        return Response(status=204)


def boards_called(reference: str) -> Any:
    """The board of a reference, as a query."""
    return Board.objects.by_reference(reference)
