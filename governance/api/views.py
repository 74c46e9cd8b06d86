"""The API of reviews and decisions: the same actions and queries as the pages."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.pagination import CursorPagination
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from governance.actions import voting
from governance.api import serializers
from governance.api.questions import QuestionRoutes
from governance.choices import Outcome, Path, ReviewState
from governance.models.decisions import DecisionQuerySet
from governance.models.reviews import Review, ReviewQuerySet
from governance.permissions.reviews import (
    OPEN_REVIEWS,
    TAKE_PART,
    VIEW_DECISIONS,
    decisions_visible_to,
    reviews_visible_to,
)
from governance.queries.review_room import review_room
from intake.choices import Gate, Tier

REVIEW_FILTERS = {"state": ReviewState.values, "path": Path.values, "gate": Gate.values}
DECISION_FILTERS = {
    "outcome": Outcome.values,
    "tier": Tier.values,
    "path": Path.values,
    "gate": Gate.values,
}


class NumberPages(CursorPagination):
    """Newest reference first."""

    ordering = ("-number", "-id")


class ReferenceViewSet(TenantViewSet):
    """Rows by reference, as the calling member may see them."""

    lookup_field = "reference"
    pagination_class: type[CursorPagination] = NumberPages

    def narrowed(self, rows: Any, filters: dict[str, list[str]]) -> Any:
        """The rows by the query string; unknown values filter nothing."""
        for name, allowed in filters.items():
            if self.request.query_params.get(name) in allowed:
                rows = rows.filter(**{name: self.request.query_params[name]})
        return rows


def parameters(filters: dict[str, list[str]]) -> list[OpenApiParameter]:
    """The filters of a list, for its description."""
    return [OpenApiParameter(name, str, enum=values) for name, values in filters.items()]


class ReviewViewSet(QuestionRoutes, ReferenceViewSet):
    """Reviews by reference (R-9): read, vote, step back, ask the team and answer for it."""

    lookup_value_regex = r"[Rr]-\d+"
    serializer_class = serializers.ReviewSerializer
    # Seats and recusals are asked by the actions, with the review.
    permissions: ClassVar[dict[str, str]] = {
        "list": OPEN_REVIEWS.code,
        "retrieve": OPEN_REVIEWS.code,
        "vote": TAKE_PART.code,
        "conflict": TAKE_PART.code,
        "questions": OPEN_REVIEWS.code,
        "ask": TAKE_PART.code,
        "answer_question": TAKE_PART.code,
        "withdraw_question": TAKE_PART.code,
    }

    def get_queryset(self) -> ReviewQuerySet:
        return reviews_visible_to(self.member)

    def _review(self) -> Review:
        rows = self.get_queryset().with_room()
        return found_or_404(rows.by_reference(str(self.kwargs["reference"])).first())

    @extend_schema(
        parameters=[
            *parameters(REVIEW_FILTERS),
            OpenApiParameter("owed", bool, description="Only reviews that wait for my vote"),
        ],
        responses=serializers.ReviewRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Reviews, newest first."""
        rows = self.narrowed(self.get_queryset().with_case(), REVIEW_FILTERS)
        if request.query_params.get("owed") in {"1", "true"}:
            rows = rows.owed_by(self.member)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([serializers.review_row(row) for row in page])

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One review with its packet, seats and count."""
        return Response(serializers.review_data(review_room(self._review(), self.member)))

    @extend_schema(request=serializers.BallotSerializer, responses=serializers.ReviewSerializer)
    @action(detail=True, methods=["post"])
    def vote(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Cast or change the vote of one's seat; 409 when the packet has changed."""
        review = self._review()
        given = serializers.BallotSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        voting.cast_vote(review, given.payload(), actor=self.actor)
        return Response(serializers.review_data(review_room(self._review(), self.member)))

    @extend_schema(request=serializers.ConflictSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def conflict(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Declare a conflict of interest and step back for good."""
        review = self._review()
        given = serializers.ConflictSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        voting.declare_conflict(review, given.validated_data["reason"], actor=self.actor)
        return Response(status=204)


class DecisionViewSet(ReferenceViewSet):
    """Decisions by reference (D-7)."""

    lookup_value_regex = r"[Dd]-\d+"
    serializer_class = serializers.DecisionRowSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_DECISIONS.code,
        "retrieve": VIEW_DECISIONS.code,
    }

    def get_queryset(self) -> DecisionQuerySet:
        rows = decisions_visible_to(self.member)
        return rows.select_related("use_case").prefetch_related("conditions")

    @extend_schema(
        parameters=[
            *parameters(DECISION_FILTERS),
            OpenApiParameter("q", str, description="Words of case or rationale"),
        ],
        responses=serializers.DecisionRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """Decisions, newest first."""
        rows = self.narrowed(self.get_queryset(), DECISION_FILTERS)
        if wanted := request.query_params.get("q"):
            rows = rows.matching(wanted)
        page = self.paginate_queryset(rows) or []
        return self.get_paginated_response([serializers.decision_data(row) for row in page])

    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One decision with its conditions."""
        found = found_or_404(self.get_queryset().by_reference(str(reference)).first())
        return Response(serializers.decision_data(found))
