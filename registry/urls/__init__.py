"""Addresses of the registry, by room."""

from __future__ import annotations

from registry.urls import models, monitoring

app_name = "registry"

urlpatterns = [
    *models.urlpatterns,
    *monitoring.urlpatterns,
]
