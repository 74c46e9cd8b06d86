"""Routes of the registry below `/<org>/api/v1/`."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from registry.api.models import ModelViewSet
from registry.api.monitoring import (
    DriftReviewViewSet,
    EvidentlyViewSet,
    MonitorViewSet,
    ObservationViewSet,
)

router = SimpleRouter()
router.register("models", ModelViewSet, basename="model")
router.register("monitors", MonitorViewSet, basename="monitor")
router.register("drift-reviews", DriftReviewViewSet, basename="drift-review")
urlpatterns = [
    path(
        "models/<str:reference>/versions/<int:number>/observations/",
        ObservationViewSet.as_view({"post": "create"}),
        name="observations",
    ),
    path(
        "models/<str:reference>/versions/<int:number>/evidently-reports/",
        EvidentlyViewSet.as_view({"post": "create"}),
        name="evidently-reports",
    ),
    *router.urls,
]
