"""Addresses of governance below `/<org>/governance/`, by room."""

from __future__ import annotations

from governance.urls import (
    appeals,
    audits,
    checklists,
    incidents,
    policies,
    questions,
    reviews,
    risks,
)

app_name = "governance"

urlpatterns = [
    *appeals.urlpatterns,
    *checklists.urlpatterns,
    *audits.urlpatterns,
    *incidents.urlpatterns,
    *policies.urlpatterns,
    *questions.urlpatterns,
    *reviews.urlpatterns,
    *risks.urlpatterns,
]
