"""The API of post-deployment reviews: read, report, decide, improve."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet, parameters
from registry.actions import live_reviews as actions
from registry.api import live_review_data as shapes
from registry.choices import LiveActionState, LiveReviewOutcome, LiveReviewState
from registry.models.live_reviews import LiveAction, LiveReview, LiveReviewQuerySet
from registry.permissions.live_reviews import VIEW_LIVE_REVIEWS

FILTERS: Final = {"state": LiveReviewState.values, "outcome": LiveReviewOutcome.values}
ACTION: Final = r"improvements/(?P<position>\d{1,4})/settle"
InputT = TypeVar("InputT", bound=serializers.Serializer[Any])


class LiveReviewViewSet(ReferenceViewSet):
    """Post-deployment reviews by reference (LR-1)."""

    lookup_value_regex = r"[Ll][Rr]-\d+"
    serializer_class = shapes.LiveReviewRowSerializer
    # What somebody may do with a review is asked by the actions, with the review.
    permissions: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "retrieve", "report", "send_back", "decide", "improve", "settle"),
        VIEW_LIVE_REVIEWS.code,
    )

    def get_queryset(self) -> LiveReviewQuerySet:
        rows: LiveReviewQuerySet = LiveReview.objects.with_names().select_related(
            "use_case__current_assessment", "reported_by__user", "decided_by__user"
        )
        return rows

    @extend_schema(parameters=parameters(FILTERS))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Reviews, newest first."""
        return self.page_of(self.narrowed(LiveReview.objects.with_names(), FILTERS))

    @extend_schema(responses=shapes.LiveReviewSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One review with its report, what the portal saw, and its actions."""
        return self._told()

    @extend_schema(request=shapes.LiveReportSerializer, responses=shapes.LiveReviewSerializer)
    @action(detail=True, methods=["post"])
    def report(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Say how the model does; 409 when it is reported already."""
        review, given = self._review(), self._given(shapes.LiveReportSerializer)
        actions.report_live_review(review, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.LiveReasonSerializer, responses=shapes.LiveReviewSerializer)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """The report needs more."""
        review, given = self._review(), self._given(shapes.LiveReasonSerializer)
        reason = given.validated_data["reason"]
        actions.return_live_review(review, reason, actor=self.actor)
        return self._told()

    @extend_schema(request=shapes.LiveVerdictSerializer, responses=shapes.LiveReviewSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Continue, improve or stop."""
        review, given = self._review(), self._given(shapes.LiveVerdictSerializer)
        actions.decide_live_review(review, given.payload(), actor=self.actor)
        return self._told()

    @extend_schema(
        request=shapes.LiveActionTermsSerializer, responses={201: shapes.LiveReviewSerializer}
    )
    @action(detail=True, methods=["post"], url_path="improvements")
    def improve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Plan one more action."""
        review, given = self._review(), self._given(shapes.LiveActionTermsSerializer)
        actions.plan_live_action(review, given.payload(), actor=self.actor)
        return self._told(status=201)

    @extend_schema(request=shapes.LiveSettledSerializer, responses=shapes.LiveReviewSerializer)
    @action(detail=True, methods=["post"], url_path=ACTION)
    def settle(self, request: Request, reference: str, position: str) -> Response:  # noqa: ARG002
        """An action is done or dropped."""
        found: LiveAction = found_or_404(self._review().actions.filter(position=position).first())
        data = self._given(shapes.LiveSettledSerializer).validated_data
        state = LiveActionState(data["state"])
        actions.settle_live_action(found, state, data["note"], actor=self.actor)
        return self._told()

    def _review(self) -> LiveReview:
        return found_or_404(self.get_queryset().by_reference(str(self.kwargs["reference"])).first())

    def _told(self, *, status: int = 200) -> Response:
        return Response(shapes.live_review_data(self._review()), status=status)

    def _given(self, shape: type[InputT]) -> InputT:
        given = shape(data=self.request.data)
        given.is_valid(raise_exception=True)
        return given
