"""Routes of intake below `/<org>/api/v1/`."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from intake.api.views import UseCaseViewSet

router = SimpleRouter()
router.register("use-cases", UseCaseViewSet, basename="use-case")
urlpatterns = router.urls
