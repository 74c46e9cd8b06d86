"""The API of the launch plan."""

from __future__ import annotations

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from coe_portal.api.fields import Day
from coe_portal.api.viewsets import TenantViewSet
from coe_portal.not_found import found_or_404
from coe_portal.tenancy.clock import today_here
from metrics.actions import launch
from metrics.api.given import GivenMixin
from metrics.choices import (
    LaunchPhase,
    StepState,
)
from metrics.models.launch import LaunchPlan, LaunchStep
from metrics.permissions.health import SETTLE_STEP, STEER_HEALTH, VIEW_HEALTH
from metrics.queries.launch import launch_view


class StepSerializer(serializers.Serializer[Any]):
    """A step of the launch plan."""

    position = serializers.IntegerField(source="step.position")
    phase = serializers.ChoiceField(LaunchPhase.choices, source="step.phase")
    title = serializers.CharField(source="step.title")
    owner = serializers.CharField(source="step.owner.display_name", default=None, allow_null=True)
    due_on = Day(source="step.due_on")
    state = serializers.ChoiceField(StepState.choices, source="step.state")
    is_late = serializers.BooleanField()
    evidence = serializers.CharField(source="step.evidence")


class LaunchSerializer(serializers.Serializer[Any]):
    """The launch plan: which of the 90 days it is, and its steps."""

    starts_on = Day(source="plan.starts_on")
    day = serializers.IntegerField()
    done = serializers.IntegerField()
    wanted = serializers.IntegerField()
    late = serializers.IntegerField()
    steps = serializers.SerializerMethodField()

    @extend_schema(responses=StepSerializer(many=True))
    def get_steps(self, seen: Any) -> list[dict[str, Any]]:
        """All steps in the order of the plan."""
        steps = [step for phase in seen.phases for step in phase.steps]
        return list(StepSerializer(steps, many=True).data)


class FirstDaySerializer(serializers.Serializer[Any]):
    """The first of the 90 days."""

    starts_on = Day()


class SettlementSerializer(serializers.Serializer[Any]):
    """How a step ended, and what shows it."""

    state = serializers.ChoiceField([StepState.DONE, StepState.DROPPED])
    evidence = serializers.CharField(max_length=2000)


class LaunchViewSet(GivenMixin, TenantViewSet):
    """The launch plan that runs."""

    serializer_class = LaunchSerializer
    queryset = LaunchPlan.objects.none()
    permissions: ClassVar[dict[str, str]] = {"list": VIEW_HEALTH.code, "create": STEER_HEALTH.code}

    @extend_schema(responses=LaunchSerializer)
    def list(self, request: Request) -> Response:  # noqa: ARG002
        """The plan; 404 while none runs."""
        return told_launch()

    @extend_schema(request=FirstDaySerializer, responses={201: LaunchSerializer})
    def create(self, request: Request) -> Response:  # noqa: ARG002
        """Start a plan; 409 while one runs."""
        launch.start_launch(self.given(FirstDaySerializer)["starts_on"], actor=self.actor)
        return told_launch(status=201)


class LaunchStepViewSet(GivenMixin, TenantViewSet):
    """Steps of the launch plan that runs, by their place in it."""

    lookup_field = "position"
    lookup_value_regex = r"\d{1,4}"
    serializer_class = SettlementSerializer
    queryset = LaunchStep.objects.none()
    permissions: ClassVar[dict[str, str]] = {"settle": SETTLE_STEP.code}

    @extend_schema(request=SettlementSerializer, responses=LaunchSerializer)
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, position: str) -> Response:  # noqa: ARG002
        """Settle a step; 409 when it is settled."""
        given = self.given(SettlementSerializer)
        steps = LaunchStep.objects.filter(plan__ended_at__isnull=True, position=position)
        step = found_or_404(steps.select_related("plan").first())
        settlement = launch.Settlement(StepState(given["state"]), given["evidence"])
        launch.settle_step(step, settlement, actor=self.actor)
        return told_launch()


def told_launch(*, status: int = 200) -> Response:
    """The plan that runs, as it stands today."""
    plan = found_or_404(LaunchPlan.objects.all().current())
    return Response(LaunchSerializer(launch_view(plan, today_here())).data, status=status)
