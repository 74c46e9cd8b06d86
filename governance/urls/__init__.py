"""Addresses of governance below `/<org>/governance/`, by room."""

from __future__ import annotations

from governance.urls import appeals, checklists, incidents, policies, questions, reviews, risks

app_name = "governance"

urlpatterns = [
    *appeals.urlpatterns,
    *checklists.urlpatterns,
    *incidents.urlpatterns,
    *policies.urlpatterns,
    *questions.urlpatterns,
    *reviews.urlpatterns,
    *risks.urlpatterns,
]
