"""Addresses of the registry, by room."""

from __future__ import annotations

from registry.urls import models

app_name = "registry"

urlpatterns = [
    *models.urlpatterns,
]
