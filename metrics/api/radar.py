"""The API of the anti-pattern radar: the newest reading, and its thresholds."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Moment
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from metrics.actions import radar
from metrics.api.given import GivenMixin
from metrics.choices import (
    Pattern,
    PatternLevel,
)
from metrics.models.radar import RadarReading
from metrics.permissions.health import STEER_HEALTH, VIEW_HEALTH
from metrics.queries.antipatterns import limits_in_force, newest_radar
from metrics.radar.registry import Signal, signal_named


class SignalSerializer(serializers.Serializer[Any]):
    """One sign of a pattern; no value where it rests on too few rows."""

    code = serializers.CharField(source="signal.code")
    name = serializers.CharField(source="signal.label")
    meaning = serializers.CharField(source="signal.meaning")
    unit = serializers.CharField(source="signal.unit")
    value = serializers.FloatField(allow_null=True)
    rows = serializers.IntegerField()
    watch = serializers.FloatField(source="limits.watch")
    present = serializers.FloatField(source="limits.present")
    level = serializers.ChoiceField(PatternLevel.choices)


class PatternSerializer(serializers.Serializer[Any]):
    """A pattern, how strong it is from 0 to 1, its signals and what helps."""

    pattern = serializers.ChoiceField(Pattern.choices)
    level = serializers.ChoiceField(PatternLevel.choices)
    before = serializers.ChoiceField(PatternLevel.choices, allow_null=True)
    strength = serializers.FloatField(allow_null=True)
    symptom = serializers.CharField(source="wording.symptom")
    fix = serializers.CharField(source="wording.fix")
    signals = SignalSerializer(many=True)


class RadarSerializer(serializers.Serializer[Any]):
    """A reading of the radar."""

    taken_at = Moment()
    patterns = PatternSerializer(many=True)


class LimitsSerializer(serializers.Serializer[Any]):
    """From where on a signal is watched, and from where on its pattern is present."""

    watch = serializers.FloatField(min_value=0, max_value=10_000)
    present = serializers.FloatField(min_value=0, max_value=10_000)


class RadarViewSet(TenantViewSet):
    """The anti-pattern radar."""

    serializer_class = RadarSerializer
    queryset = RadarReading.objects.none()
    permissions: ClassVar[dict[str, str]] = {"list": VIEW_HEALTH.code, "create": STEER_HEALTH.code}

    @extend_schema(responses=RadarSerializer)
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """The newest reading; 404 before the first."""
        return self._told()

    @extend_schema(request=None, responses={201: RadarSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Read the radar now."""
        radar.take_radar(actor=self.actor)
        return self._told(status=201)

    def _told(self, *, status: int = 200) -> Response:
        found = found_or_404(newest_radar())
        reading, patterns = found
        shown = {"taken_at": reading.taken_at, "patterns": patterns}
        return Response(RadarSerializer(shown).data, status=status)


class SignalViewSet(GivenMixin, TenantViewSet):
    """Thresholds of the signals of the radar."""

    lookup_field = "signal"
    lookup_value_regex = r"[a-z_]+"
    serializer_class = LimitsSerializer
    queryset = RadarReading.objects.none()
    permissions: ClassVar[dict[str, str]] = {
        "retrieve": VIEW_HEALTH.code,
        "update": STEER_HEALTH.code,
        "destroy": STEER_HEALTH.code,
    }

    def retrieve(self, request: Request, signal: str) -> Response:  # noqa: ARG002
        """The thresholds in force."""
        return Response(LimitsSerializer(limits_in_force()[self._signal(signal).code]).data)

    @extend_schema(request=LimitsSerializer)
    def update(self, request: Request, signal: str) -> Response:
        """Set the organization's own thresholds."""
        limits = radar.Limits(**self.given(LimitsSerializer))
        radar.set_threshold(self._signal(signal), limits, actor=self.actor)
        return self.retrieve(request, signal)

    @extend_schema(responses={200: LimitsSerializer})
    def destroy(self, request: Request, signal: str) -> Response:
        """Let the shipped thresholds hold again."""
        radar.reset_threshold(self._signal(signal), actor=self.actor)
        return self.retrieve(request, signal)

    def _signal(self, code: str) -> Signal:
        return found_or_404(signal_named(code))
