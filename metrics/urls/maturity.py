"""Addresses of the self-assessment."""

from __future__ import annotations

from django.urls import path

from metrics.views import maturity

ROUND = "health/maturity/<str:reference>/"

urlpatterns = [
    path("health/maturity/", maturity.MaturityPage.as_view(), name="maturity"),
    path("health/maturity/all/", maturity.RoundList.as_view(), name="maturity_rounds"),
    path("health/maturity/new/", maturity.OpenRound.as_view(), name="maturity_new"),
    path(
        "health/maturity/targets/<slug:dimension>/",
        maturity.TargetPage.as_view(),
        name="maturity_target",
    ),
    path(ROUND, maturity.RoundPage.as_view(), name="maturity_assessment"),
    path(f"{ROUND}close/", maturity.CloseRound.as_view(), name="maturity_close"),
    path(
        f"{ROUND}statements/<slug:statement>/",
        maturity.AnswerPage.as_view(),
        name="maturity_answer",
    ),
    path(f"{ROUND}<slug:dimension>/", maturity.DimensionPage.as_view(), name="maturity_dimension"),
]
