"""Addresses of the portal's own numbers."""

from __future__ import annotations

from django.urls import path

from metrics.views.platform import PlatformPage

urlpatterns = [
    path("platform/", PlatformPage.as_view(), name="platform"),
]
