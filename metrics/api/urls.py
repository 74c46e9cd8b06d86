"""Routes of metrics below `/<org>/api/v1/`."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from metrics.api.benefits import BenefitViewSet
from metrics.api.packs import BoardPackViewSet, PackScheduleViewSet
from metrics.api.quarters import QuarterViewSet

router = SimpleRouter()
router.register("benefits", BenefitViewSet, basename="benefit")
router.register("board-packs", BoardPackViewSet, basename="board-pack")
router.register("quarters", QuarterViewSet, basename="quarter")

urlpatterns = [
    path(
        "board-pack-schedule/",
        PackScheduleViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="board-pack-schedule",
    ),
    *router.urls,
]
