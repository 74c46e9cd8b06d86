"""Addresses of the papers of the EU AI Act."""

from __future__ import annotations

from django.urls import path

from governance.views import papers as views

PAPER = "papers/<str:reference>/<str:kind>/"
EDITION = f"{PAPER}editions/<int:number>/"
FRIA = "fria/<str:reference>/"

urlpatterns = [
    path("papers/", views.PaperList.as_view(), name="papers"),
    path(f"{FRIA}send/", views.SendFriaView.as_view(), name="fria_send"),
    path(f"{FRIA}approve/", views.ApproveFriaView.as_view(), name="fria_approve"),
    path(f"{FRIA}return/", views.ReturnFriaView.as_view(), name="fria_return"),
    path(f"{FRIA}notified/", views.NotifyFriaView.as_view(), name="fria_notify"),
    path(
        "registration/<str:reference>/filed/",
        views.FileRegistrationView.as_view(),
        name="registration_file",
    ),
    path("cases/<str:reference>/papers/", views.CasePapers.as_view(), name="case_papers"),
    path(PAPER, views.PaperPage.as_view(), name="paper"),
    path(f"{PAPER}data/", views.PaperData.as_view(), name="paper_data"),
    path(f"{PAPER}keep/", views.KeepEditionView.as_view(), name="paper_keep"),
    path(f"{PAPER}points/<slug:point>/", views.WritePointView.as_view(), name="paper_point"),
    path(EDITION, views.EditionPage.as_view(), name="paper_edition"),
    path(f"{EDITION}pdf/", views.PrintView.as_view(), name="paper_print"),
]
