"""Addresses of questions to the team."""

from __future__ import annotations

from django.urls import path

from governance.views import questions

ONE = "reviews/<str:reference>/questions/<int:position>/"

urlpatterns = [
    path("reviews/<str:reference>/questions/new/", questions.AskView.as_view(), name="ask_team"),
    path(f"{ONE}answer/", questions.AnswerView.as_view(), name="answer_question"),
    path(f"{ONE}withdraw/", questions.WithdrawView.as_view(), name="withdraw_question"),
]
