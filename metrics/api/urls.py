"""Routes of metrics below `/<org>/api/v1/`."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from metrics.api import cost_routes
from metrics.api.benefits import BenefitViewSet
from metrics.api.kpis import KpiSnapshotViewSet, KpiViewSet
from metrics.api.launch import LaunchStepViewSet, LaunchViewSet
from metrics.api.maturity import AssessmentViewSet, TargetViewSet
from metrics.api.packs import BoardPackViewSet, PackScheduleViewSet
from metrics.api.quarters import QuarterViewSet
from metrics.api.radar import RadarViewSet, SignalViewSet
from metrics.api.satisfaction import QueueViewSet, SatisfactionViewSet

router = SimpleRouter()
router.register("kpis", KpiViewSet, basename="kpi")
router.register("kpi-snapshots", KpiSnapshotViewSet, basename="kpi-snapshot")
router.register("benefits", BenefitViewSet, basename="benefit")
router.register("board-packs", BoardPackViewSet, basename="board-pack")
router.register("quarters", QuarterViewSet, basename="quarter")

router.register("radar", RadarViewSet, basename="radar")
router.register("radar-signals", SignalViewSet, basename="radar-signal")
router.register("self-assessments", AssessmentViewSet, basename="self-assessment")
router.register("maturity-targets", TargetViewSet, basename="maturity-target")
router.register("launch-plan", LaunchViewSet, basename="launch-plan")
router.register("launch-steps", LaunchStepViewSet, basename="launch-step")
router.register("satisfaction", SatisfactionViewSet, basename="satisfaction")
router.register("queue-forecast", QueueViewSet, basename="queue-forecast")
urlpatterns = [
    path(
        "board-pack-schedule/",
        PackScheduleViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="board-pack-schedule",
    ),
    *cost_routes.urlpatterns,
    *router.urls,
]
