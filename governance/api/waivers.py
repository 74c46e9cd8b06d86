"""The API of waivers: the same filters, actions and rights as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day, Moment
from coe_portal.not_found import found_or_404
from governance.actions import waivers
from governance.api.views import ReferenceViewSet
from governance.choices import WaiverState
from governance.filters.waivers import ENDS, WaiverFilters
from governance.models.waivers import Waiver, WaiverQuerySet
from governance.permissions.waivers import ANSWER_WAIVERS, LIST_WAIVERS, waivers_visible_to
from intake.choices import Gate, Tier
from intake.models.use_cases import UseCase

FILTERS = [
    OpenApiParameter("q", str, description="Id, control or use case"),
    OpenApiParameter("state", str, enum=WaiverState.values),
    OpenApiParameter("ends", str, enum=[value for value, _label in ENDS]),
    OpenApiParameter("tier", str, enum=Tier.values),
    OpenApiParameter("gate", str, enum=Gate.values),
    OpenApiParameter("unit", int, description="Number of a business unit, with those below it"),
]


class NewWaiverSerializer(serializers.Serializer[Any]):
    """What to waive for which use case, why, and until when."""

    use_case = serializers.CharField(max_length=20, help_text="Reference, such as UC-42.")
    control = serializers.CharField(
        max_length=80, help_text="Code of a control of its tier, or of a policy, as POL-1."
    )
    reason = serializers.CharField(max_length=4000)
    measures = serializers.CharField(max_length=4000)
    expires_on = Day()


class WaiverAcceptanceSerializer(serializers.Serializer[Any]):
    """Why the risk can be lived with, and until when."""

    note = serializers.CharField(max_length=4000)
    expires_on = Day()


class WaiverNoteSerializer(serializers.Serializer[Any]):
    """Why."""

    note = serializers.CharField(max_length=4000)


class WaiverSerializer(serializers.Serializer[Any]):
    """A waiver of one control."""

    reference = serializers.CharField()
    use_case = serializers.CharField(source="use_case.reference")
    control = serializers.CharField()
    title = serializers.CharField()
    gate = serializers.ChoiceField(Gate.choices, allow_blank=True)
    tier = serializers.ChoiceField(Tier.choices)
    state = serializers.ChoiceField(WaiverState.choices)
    reason = serializers.CharField()
    measures = serializers.CharField()
    requested_by = serializers.CharField(source="requested_by.display_name")
    requested_at = Moment()
    expires_on = Day()
    decided_by = serializers.CharField(
        source="decided_by.display_name", default=None, allow_null=True
    )
    decided_at = Moment(allow_null=True)
    decision_note = serializers.CharField()
    ended_at = Moment(allow_null=True)
    url = serializers.CharField(source="get_absolute_url")


class WaiverViewSet(ReferenceViewSet):
    """Waivers by reference (WV-3)."""

    lookup_value_regex = r"[Ww][Vv]-\d+"
    serializer_class = WaiverSerializer
    # Who may ask and decide is asked by the actions, with the waiver.
    permissions: ClassVar[dict[str, str]] = {
        "list": LIST_WAIVERS.code,
        "retrieve": LIST_WAIVERS.code,
        **dict.fromkeys(
            ("create", "accept", "refuse", "revoke", "settle", "withdraw"), ANSWER_WAIVERS.code
        ),
    }

    def get_queryset(self) -> WaiverQuerySet:
        return waivers_visible_to(self.member).with_people()

    @extend_schema(parameters=FILTERS)
    def list(self, request: Request) -> Response:
        """Waivers that one may see, newest first."""
        narrowed = WaiverFilters(
            request.query_params, queryset=self.get_queryset(), request=request._request
        )
        return self.page_of(narrowed.qs)

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One waiver."""
        return self._told()

    @extend_schema(request=NewWaiverSerializer, responses={201: WaiverSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Ask for a waiver."""
        given = self._given(NewWaiverSerializer)
        cases = UseCase.objects.visible_to(self.member).by_reference(given.pop("use_case"))
        use_case: UseCase = found_or_404(cases.first())
        made = waivers.request_waiver(use_case, waivers.WaiverTerms(**given), actor=self.actor)
        self.kwargs["reference"] = made.reference
        return self._told(status=201)

    @extend_schema(request=WaiverAcceptanceSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Accept the risk; 409 when it is decided already."""
        found, given = self._waiver(), self._given(WaiverAcceptanceSerializer)
        waivers.grant_waiver(found, waivers.Acceptance(**given), actor=self.actor)
        return self._told()

    @extend_schema(request=WaiverNoteSerializer)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Do not accept the risk."""
        return self._end(waivers.refuse_waiver)

    @extend_schema(request=WaiverNoteSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """No longer accept the risk."""
        return self._end(waivers.revoke_waiver)

    @extend_schema(request=WaiverNoteSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The control is in place."""
        return self._end(waivers.settle_waiver)

    @extend_schema(request=WaiverNoteSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Take back a request that nobody has decided."""
        return self._end(waivers.withdraw_waiver)

    def _end(self, verb: Callable[..., Waiver]) -> Response:
        found, given = self._waiver(), self._given(WaiverNoteSerializer)
        verb(found, given["note"], actor=self.actor)
        return self._told()

    def _waiver(self) -> Waiver:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(self.get_serializer(self._waiver()).data, status=status)

    def _given(self, shape: type[serializers.Serializer[Any]]) -> dict[str, Any]:
        given = shape(data=self.request.data)
        given.is_valid(raise_exception=True)
        return dict(given.validated_data)
