"""The quarterly dashboard and the rows behind its numbers."""

from __future__ import annotations

from django.urls import path

from metrics.views.dashboard import DashboardPage, RowsPage, TakeNumbers

urlpatterns = [
    path("", DashboardPage.as_view(), name="dashboard"),
    path("<str:quarter>/", DashboardPage.as_view(), name="quarter"),
    path("<str:quarter>/take/", TakeNumbers.as_view(), name="take"),
    path("<str:quarter>/<slug:kpi>/", RowsPage.as_view(), name="rows"),
]
