"""Addresses of governance below `/<org>/governance/`."""

from __future__ import annotations

from django.urls import path

from governance.views.docket import DocketPage

app_name = "governance"

urlpatterns = [
    path("", DocketPage.as_view(), name="docket"),
    path("reviews/<str:reference>/", DocketPage.as_view(), name="review"),
    path("decisions/<str:reference>/", DocketPage.as_view(), name="decision"),
    path("boards/<str:reference>/", DocketPage.as_view(), name="board"),
]
