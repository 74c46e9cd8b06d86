"""Addresses of the numbers below `/<org>/metrics/`, by room.

The dashboard takes any word for a quarter, so it stands last.
"""

from __future__ import annotations

from metrics.urls import (
    benefits,
    costs,
    dashboard,
    feedback,
    kpis,
    launch,
    maturity,
    packs,
    platform,
    queue,
    radar,
)

app_name = "metrics"

urlpatterns = [
    *benefits.urlpatterns,
    *packs.urlpatterns,
    *costs.urlpatterns,
    *platform.urlpatterns,
    *feedback.urlpatterns,
    *launch.urlpatterns,
    *maturity.urlpatterns,
    *queue.urlpatterns,
    *radar.urlpatterns,
    *kpis.urlpatterns,
    *dashboard.urlpatterns,
]
