"""Routes of the registry below `/<org>/api/v1/`."""

from __future__ import annotations

from rest_framework.routers import SimpleRouter

from registry.api.models import ModelViewSet

router = SimpleRouter()
router.register("models", ModelViewSet, basename="model")
urlpatterns = router.urls
