"""The API of satisfaction and of the queue."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day
from coe_portal.api.viewsets import TenantViewSet
from metrics.models.radar import RadarReading
from metrics.permissions.health import VIEW_HEALTH
from metrics.queries.queue import queue_forecast
from metrics.queries.satisfaction import satisfaction_of_year


class MonthSerializer(serializers.Serializer[Any]):
    """The mean of a month; none below three answers."""

    first_day = Day()
    mean = serializers.FloatField(allow_null=True)
    answers = serializers.IntegerField()


class PartSerializer(serializers.Serializer[Any]):
    """The mean of the path of a decision or of a service; none below three answers."""

    part = serializers.CharField()
    mean = serializers.FloatField(allow_null=True)
    answers = serializers.IntegerField()


class SatisfactionSerializer(serializers.Serializer[Any]):
    """A year of answers to the one question; `by_score` counts from 1 to 5."""

    mean = serializers.FloatField(allow_null=True)
    answers = serializers.IntegerField()
    asked = serializers.IntegerField()
    answered = serializers.IntegerField()
    by_score = serializers.ListField(child=serializers.IntegerField())
    months = MonthSerializer(many=True)
    parts = PartSerializer(many=True)


class SatisfactionViewSet(TenantViewSet):
    """How content people are with decisions and services."""

    serializer_class = SatisfactionSerializer
    queryset = RadarReading.objects.none()
    permissions: ClassVar[dict[str, str]] = {"list": VIEW_HEALTH.code}

    @extend_schema(responses=SatisfactionSerializer)
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """The last 365 days."""
        return Response(SatisfactionSerializer(satisfaction_of_year(timezone.now())).data)


class WaitsSerializer(serializers.Serializer[Any]):
    """Working days to wait for whoever comes in this many: in half, and in four of five cases."""

    day = serializers.IntegerField()
    half = serializers.FloatField()
    most = serializers.FloatField()


class PathForecastSerializer(serializers.Serializer[Any]):
    """What to expect on a path, as it is and with one more reviewer."""

    path = serializers.CharField()
    waiting = serializers.IntegerField(source="history.waiting")
    reviewers = serializers.IntegerField(source="history.reviewers")
    now = WaitsSerializer(many=True)
    with_one_more = WaitsSerializer(many=True)


class QueueViewSet(TenantViewSet):
    """How long reviews will wait."""

    serializer_class = PathForecastSerializer
    queryset = RadarReading.objects.none()
    pagination_class = None
    permissions: ClassVar[dict[str, str]] = {"list": VIEW_HEALTH.code}

    @extend_schema(responses=PathForecastSerializer(many=True))
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """The forecast of each path."""
        return Response(PathForecastSerializer(queue_forecast(timezone.now()), many=True).data)
