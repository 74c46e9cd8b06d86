"""Addresses of the anti-pattern radar."""

from __future__ import annotations

from django.urls import path

from metrics.views import radar

SIGNAL = "health/radar/<slug:signal>/"

urlpatterns = [
    path("health/", radar.RadarPage.as_view(), name="health"),
    path("health/radar/", radar.TakeRadar.as_view(), name="radar_take"),
    path(SIGNAL, radar.SignalPage.as_view(), name="radar_signal"),
    path(f"{SIGNAL}threshold/", radar.ThresholdPage.as_view(), name="radar_threshold"),
    path(f"{SIGNAL}threshold/reset/", radar.ResetThreshold.as_view(), name="radar_reset"),
]
