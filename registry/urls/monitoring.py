"""Addresses of monitoring."""

from __future__ import annotations

from django.urls import path

from registry.views import drift_reviews, monitoring

MONITOR = "monitors/<str:reference>/"
REVIEW = "drift-reviews/<str:reference>/"

urlpatterns = [
    path("monitors/", monitoring.MonitorList.as_view(), name="monitors"),
    path("monitors/new/", monitoring.NewMonitorView.as_view(), name="monitor_new"),
    path(MONITOR, monitoring.MonitorPage.as_view(), name="monitor"),
    path(f"{MONITOR}edit/", monitoring.ChangeMonitorView.as_view(), name="monitor_edit"),
    path(
        "models/<str:reference>/versions/<int:number>/monitors/",
        monitoring.VersionMonitors.as_view(),
        name="version_monitors",
    ),
    path(
        "models/<str:reference>/versions/<int:number>/rates/",
        monitoring.VersionRates.as_view(),
        name="version_rates",
    ),
    path("drift-reviews/", drift_reviews.DriftReviewList.as_view(), name="drift_reviews"),
    path(REVIEW, drift_reviews.DriftReviewPage.as_view(), name="drift_review"),
    path(f"{REVIEW}decide/", drift_reviews.ResolveDriftView.as_view(), name="drift_resolve"),
    path(f"{REVIEW}pdf/", drift_reviews.PrintDriftReview.as_view(), name="drift_pdf"),
]
