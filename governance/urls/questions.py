"""Addresses of questions to the team, and of the brief that tells of them."""

from __future__ import annotations

from django.urls import path

from governance.views import briefs, questions

ONE = "reviews/<str:reference>/questions/<int:position>/"

urlpatterns = [
    path("reviews/<str:reference>/brief/", briefs.BriefPage.as_view(), name="brief"),
    path("reviews/<str:reference>/brief/pdf/", briefs.BriefPdf.as_view(), name="brief_pdf"),
    path("reviews/<str:reference>/questions/new/", questions.AskView.as_view(), name="ask_team"),
    path(f"{ONE}answer/", questions.AnswerView.as_view(), name="answer_question"),
    path(f"{ONE}withdraw/", questions.WithdrawView.as_view(), name="withdraw_question"),
]
