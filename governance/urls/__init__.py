"""Addresses of governance below `/<org>/governance/`, by room."""

from __future__ import annotations

from governance.urls import (
    appeals,
    audits,
    checklists,
    compliance,
    conditions,
    incidents,
    meetings,
    obligations,
    papers,
    policies,
    questions,
    reviews,
    rights,
    risks,
    validity,
    waivers,
)

app_name = "governance"

urlpatterns = [
    *appeals.urlpatterns,
    *audits.urlpatterns,
    *checklists.urlpatterns,
    *compliance.urlpatterns,
    *conditions.urlpatterns,
    *incidents.urlpatterns,
    *meetings.urlpatterns,
    *obligations.urlpatterns,
    *papers.urlpatterns,
    *policies.urlpatterns,
    *questions.urlpatterns,
    *reviews.urlpatterns,
    *rights.urlpatterns,
    *risks.urlpatterns,
    *validity.urlpatterns,
    *waivers.urlpatterns,
]
