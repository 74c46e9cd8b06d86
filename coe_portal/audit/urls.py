"""Addresses of the trail."""

from __future__ import annotations

from django.urls import path

from coe_portal.audit import views

app_name = "audit"

urlpatterns = [
    path("", views.TrailPageView.as_view(), name="trail"),
    path("chain/", views.ChainPage.as_view(), name="chain"),
    path("<str:reference>/timeline/", views.SubjectTimeline.as_view(), name="timeline"),
    path("<str:reference>/packs/", views.SubjectPacks.as_view(), name="packs"),
    path("<str:reference>/packs/new/", views.RequestPack.as_view(), name="request_pack"),
]
