"""Addresses of satisfaction."""

from __future__ import annotations

from django.urls import path

from metrics.views import feedback

urlpatterns = [
    path("health/satisfaction/", feedback.SatisfactionPage.as_view(), name="satisfaction"),
    path(
        "health/satisfaction/answers/",
        feedback.AnswerList.as_view(),
        name="satisfaction_answers",
    ),
    path("health/feedback/<int:pk>/", feedback.GiveFeedback.as_view(), name="give_feedback"),
]
