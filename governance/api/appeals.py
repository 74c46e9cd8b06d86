"""The API of appeals: read, lodge, withdraw."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Moment
from coe_portal.not_found import found_or_404
from governance.actions import appeals
from governance.api.views import ReferenceViewSet, parameters
from governance.choices import AppealState
from governance.models.appeals import Appeal, AppealQuerySet
from governance.permissions.appeals import appeals_visible_to
from governance.permissions.reviews import TAKE_PART, VIEW_DECISIONS, decisions_visible_to

FILTERS = {"state": AppealState.values}


class AppealSerializer(serializers.Serializer[Appeal]):
    """An appeal, and the review in which its panel judges."""

    reference = serializers.CharField()
    use_case = serializers.CharField(source="use_case.reference")
    decision = serializers.CharField(source="decision.reference")
    state = serializers.ChoiceField(AppealState.choices)
    grounds = serializers.CharField()
    lodged_by = serializers.CharField(source="lodged_by.display_name")
    lodged_at = Moment()
    review = serializers.CharField(source="review.reference", default=None)
    settled_at = Moment(allow_null=True)


class NewAppealSerializer(serializers.Serializer[Any]):
    """The decision, and why it should be another; a file is attached on the page."""

    decision = serializers.CharField(max_length=20)
    grounds = serializers.CharField(max_length=8000)


class AppealViewSet(ReferenceViewSet):
    """Appeals by reference (A-1)."""

    lookup_value_regex = r"[Aa]-\d+"
    serializer_class = AppealSerializer
    # Who may lodge and withdraw is asked by the actions, with the decision and the appeal.
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_DECISIONS.code,
        "retrieve": VIEW_DECISIONS.code,
        "create": TAKE_PART.code,
        "withdraw": TAKE_PART.code,
    }

    def get_queryset(self) -> AppealQuerySet:
        return appeals_visible_to(self.member).with_case()

    def _appeal(self) -> Appeal:
        rows = self.get_queryset().by_reference(str(self.kwargs["reference"]))
        return found_or_404(rows.select_related("use_case__current_assessment").first())

    @extend_schema(parameters=parameters(FILTERS))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Appeals that one may see, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), FILTERS))

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One appeal."""
        return Response(AppealSerializer(self._appeal()).data)

    @extend_schema(request=NewAppealSerializer, responses={201: AppealSerializer})
    def create(self, request: Request) -> Response:
        """Appeal a decision, once and in time."""
        given = NewAppealSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        visible = decisions_visible_to(self.member).select_related("use_case", "review")
        decision = found_or_404(visible.by_reference(given.validated_data["decision"]).first())
        grounds = appeals.Grounds(given.validated_data["grounds"])
        made = appeals.lodge_appeal(decision, grounds, actor=self.actor)
        return Response(AppealSerializer(made).data, status=201)

    @extend_schema(request=None, responses=AppealSerializer)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Let the decision stand."""
        ended = appeals.withdraw_appeal(self._appeal(), actor=self.actor)
        return Response(AppealSerializer(ended).data)
