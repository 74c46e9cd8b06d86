"""Addresses below `/<org>/report-incident/`, open to people who are not signed in."""

from __future__ import annotations

from django.urls import path

from coe_portal.accounts.middleware import public_in_organization
from governance.views import incident_reports as reports

app_name = "incident_reports"

urlpatterns = [
    path("", public_in_organization(reports.ReportAnonymously.as_view()), name="report"),
    path("follow-up/", public_in_organization(reports.FollowUpView.as_view()), name="follow_up"),
    path(
        "follow-up/answer/", public_in_organization(reports.AnswerByCode.as_view()), name="answer"
    ),
]
