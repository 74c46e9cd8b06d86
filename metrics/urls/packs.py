"""Addresses of board packs."""

from __future__ import annotations

from django.urls import path

from metrics.views import packs

ONE = "packs/<str:reference>/"

urlpatterns = [
    path("packs/", packs.PackList.as_view(), name="packs"),
    path("packs/new/", packs.NewPackView.as_view(), name="pack_new"),
    path("packs/schedule/", packs.ScheduleView.as_view(), name="pack_schedule"),
    path(ONE, packs.PackPage.as_view(), name="pack"),
    path(f"{ONE}files/<slug:kind>/", packs.PackFileView.as_view(), name="pack_file"),
]
