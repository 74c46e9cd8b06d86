"""Routes of metrics below `/<org>/api/v1/`."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from metrics.api.benefits import BenefitViewSet

router = SimpleRouter()
router.register("benefits", BenefitViewSet, basename="benefit")

urlpatterns = [*router.urls]
