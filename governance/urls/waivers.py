"""Addresses of waivers."""

from __future__ import annotations

from django.urls import path

from governance.views import waivers

WAIVER = "waivers/<str:reference>/"

urlpatterns = [
    path("waivers/", waivers.WaiverList.as_view(), name="waivers"),
    path(WAIVER, waivers.WaiverPage.as_view(), name="waiver"),
    path(f"{WAIVER}accept/", waivers.GrantWaiverView.as_view(), name="waiver_grant"),
    path(f"{WAIVER}refuse/", waivers.RefuseWaiverView.as_view(), name="waiver_refuse"),
    path(f"{WAIVER}revoke/", waivers.RevokeWaiverView.as_view(), name="waiver_revoke"),
    path(f"{WAIVER}settle/", waivers.SettleWaiverView.as_view(), name="waiver_settle"),
    path(f"{WAIVER}withdraw/", waivers.WithdrawWaiverView.as_view(), name="waiver_withdraw"),
    path("cases/<str:reference>/waivers/", waivers.CaseWaivers.as_view(), name="case_waivers"),
    path(
        "cases/<str:reference>/waivers/new/",
        waivers.RequestWaiverView.as_view(),
        name="waiver_new",
    ),
]
