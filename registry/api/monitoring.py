"""The API of monitoring: observations in bulk, monitors with what they found, drift reviews."""

from __future__ import annotations

from typing import Any, ClassVar, Final, cast

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.accounts.authorization import require
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.errors import InvalidInput
from coe_portal.not_found import found_or_404
from governance.api.views import ReferenceViewSet, parameters
from registry.actions.drift_reviews import resolve_drift_review
from registry.actions.monitors import change_monitor, create_monitor
from registry.actions.observations import ingest_observations
from registry.api import monitoring_data as shapes
from registry.api.observation_parsers import PARSERS, JsonParser, Sent
from registry.choices import DriftOutcome, DriftReviewState, DriftSeverity, ObservationSet
from registry.models.models import ModelVersion
from registry.models.monitoring import DriftReview, DriftReviewQuerySet, Monitor, MonitorQuerySet
from registry.permissions.monitoring import SEND_OBSERVATIONS, VIEW_MONITORING

MONITOR_FILTERS: Final = {"last_severity": DriftSeverity.values}
REVIEW_FILTERS: Final = {"state": DriftReviewState.values, "outcome": DriftOutcome.values}
KIND: Final = OpenApiParameter(
    "kind", str, enum=ObservationSet.values, description="What they are; from operation if absent."
)
MOMENT: Final = OpenApiParameter(
    "at", str, required=True, description="When it was made, with its time zone."
)
SAMPLE: Final = OpenApiTypes.OBJECT


class SendingViewSet(TenantViewSet):
    """Finds the version, and asks who may send before anything is read."""

    serializer_class = shapes.ReceiptSerializer
    permissions: ClassVar[dict[str, str]] = {"create": VIEW_MONITORING.code}

    def version(self) -> ModelVersion:
        """The version of the address, for somebody who may send its observations."""
        rows = ModelVersion.objects.present().select_related("model")
        found: ModelVersion = found_or_404(
            rows.filter(
                model__in=shapes.models_by_reference(self.kwargs["reference"]),
                number=self.kwargs["number"],
            ).first()
        )
        require(self.actor, SEND_OBSERVATIONS.code, found)
        return found


class ObservationViewSet(SendingViewSet):
    """Where the running versions of a model send what they see and say."""

    parser_classes = PARSERS

    @extend_schema(parameters=[KIND], request=SAMPLE, responses=shapes.ReceiptSerializer)
    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Store up to 10,000 observations; those that were sent before change nothing."""
        kind = request.query_params.get("kind", ObservationSet.CURRENT)
        if kind not in ObservationSet.values:
            raise InvalidInput("kind: current or reference is needed.")
        version = self.version()
        sent = cast("Sent", request.data)
        receipt = ingest_observations(
            version, sent.records(), kind=ObservationSet(kind), actor=self.actor
        )
        return Response(shapes.ReceiptSerializer(receipt).data)


class EvidentlyViewSet(SendingViewSet):
    """Reports of Evidently, whose numbers a monitor holds to limits like metrics."""

    parser_classes = [JsonParser]

    @extend_schema(parameters=[MOMENT], request=SAMPLE, responses=shapes.ReceiptSerializer)
    def create(self, request: Request, **_kwargs: Any) -> Response:
        """Store the JSON of a report as one observation; the same one again changes nothing."""
        version = self.version()
        sent = cast("Sent", request.data)
        made = sent.report(request.query_params.get("at", ""))
        receipt = ingest_observations(version, [made], actor=self.actor)
        return Response(shapes.ReceiptSerializer(receipt).data)


class MonitorViewSet(ReferenceViewSet):
    """Monitors by reference (MON-1), with what they found last."""

    lookup_value_regex = r"[Mm][Oo][Nn]-\d+"
    serializer_class = shapes.MonitorSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_MONITORING.code,
        "retrieve": VIEW_MONITORING.code,
        "create": VIEW_MONITORING.code,
        "update": VIEW_MONITORING.code,
    }

    def get_queryset(self) -> MonitorQuerySet:
        rows: MonitorQuerySet = Monitor.objects.with_version()
        return rows

    @extend_schema(parameters=parameters(MONITOR_FILTERS))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Monitors, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), MONITOR_FILTERS))

    @extend_schema(responses=shapes.MonitorDetailSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One monitor with its newest evaluation."""
        return Response(shapes.monitor_data(self._monitor()))

    @extend_schema(
        request=shapes.NewMonitorSerializer, responses={201: shapes.MonitorDetailSerializer}
    )
    def create(self, request: Request) -> Response:
        """Watch a version."""
        given = shapes.NewMonitorSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = create_monitor(given.new(), actor=self.actor)
        return Response(shapes.monitor_data(made), status=201)

    @extend_schema(request=shapes.MonitorTermsSerializer, responses=shapes.MonitorDetailSerializer)
    def update(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Watch otherwise from the next window on; what is left out has its default again."""
        monitor = self._monitor()
        given = shapes.MonitorTermsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        change_monitor(monitor, given.payload(), actor=self.actor)
        return Response(shapes.monitor_data(self._monitor()))

    def _monitor(self) -> Monitor:
        return found_or_404(self.get_queryset().by_reference(self.kwargs["reference"]).first())


class DriftReviewViewSet(ReferenceViewSet):
    """Drift reviews by reference (DR-1)."""

    lookup_value_regex = r"[Dd][Rr]-\d+"
    serializer_class = shapes.DriftReviewRowSerializer
    permissions: ClassVar[dict[str, str]] = {
        "list": VIEW_MONITORING.code,
        "retrieve": VIEW_MONITORING.code,
        "resolve": VIEW_MONITORING.code,
    }

    def get_queryset(self) -> DriftReviewQuerySet:
        rows: DriftReviewQuerySet = DriftReview.objects.with_version().select_related(
            "resolved_by__user", "target"
        )
        return rows

    @extend_schema(parameters=parameters(REVIEW_FILTERS))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """Drift reviews, newest first."""
        return self.page_of(self.narrowed(self.get_queryset(), REVIEW_FILTERS))

    @extend_schema(responses=shapes.DriftReviewSerializer)
    def retrieve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """One drift review with its newest signals."""
        return Response(shapes.review_data(self._review()))

    @extend_schema(request=shapes.ResolutionSerializer, responses=shapes.DriftReviewSerializer)
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, reference: str) -> Response:  # noqa: ARG002
        """Decide what is done; 409 when it is decided already."""
        review = self._review()
        given = shapes.ResolutionSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        resolve_drift_review(review, given.payload(review), actor=self.actor)
        return Response(shapes.review_data(self._review()))

    def _review(self) -> DriftReview:
        return found_or_404(self.get_queryset().by_reference(self.kwargs["reference"]).first())
