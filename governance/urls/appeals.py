"""Addresses of appeals."""

from __future__ import annotations

from django.urls import path

from governance.views import appeals

urlpatterns = [
    path("appeals/", appeals.AppealList.as_view(), name="appeals"),
    path("appeals/<str:reference>/", appeals.AppealPage.as_view(), name="appeal"),
    path("appeals/<str:reference>/panel/", appeals.FormPanelView.as_view(), name="form_panel"),
    path(
        "appeals/<str:reference>/withdraw/",
        appeals.WithdrawAppealView.as_view(),
        name="withdraw_appeal",
    ),
    path(
        "decisions/<str:reference>/appeal/", appeals.LodgeAppealView.as_view(), name="lodge_appeal"
    ),
]
