"""The quarterly dashboard, its sign-off and commentary, and the rows behind its numbers."""

from __future__ import annotations

from django.urls import path

from metrics.views import quarters
from metrics.views.dashboard import DashboardPage, RowsPage, TakeNumbers

QUARTER = "<str:quarter>/"
KPI = "<str:quarter>/<slug:kpi>/"

urlpatterns = [
    path("", DashboardPage.as_view(), name="dashboard"),
    path("years/<int:year>/", quarters.YearPage.as_view(), name="year"),
    path(QUARTER, DashboardPage.as_view(), name="quarter"),
    path(f"{QUARTER}take/", TakeNumbers.as_view(), name="take"),
    path(f"{QUARTER}sign-off/", quarters.SignOffPage.as_view(), name="sign_off"),
    path(f"{QUARTER}sign/", quarters.SignView.as_view(), name="sign"),
    path(f"{QUARTER}withdraw/", quarters.WithdrawView.as_view(), name="withdraw"),
    path(f"{QUARTER}reopen/", quarters.ReopenView.as_view(), name="reopen"),
    path(KPI, RowsPage.as_view(), name="rows"),
    path(f"{KPI}comment/", quarters.CommentPage.as_view(), name="comment"),
    path(f"{KPI}writers/new/", quarters.NameWriterView.as_view(), name="writer_new"),
    path(
        f"{KPI}writers/<int:pk>/remove/",
        quarters.RemoveWriterView.as_view(),
        name="writer_remove",
    ),
]
