"""Addresses of the registry, by room."""

from __future__ import annotations

from registry.urls import (
    agents,
    assets,
    datasets,
    documents,
    fairness,
    live_reviews,
    models,
    monitoring,
    outputs,
    prompts,
    vendors,
)

app_name = "registry"

urlpatterns = [
    *fairness.urlpatterns,
    *assets.urlpatterns,
    *datasets.urlpatterns,
    *models.urlpatterns,
    *documents.urlpatterns,
    *monitoring.urlpatterns,
    *vendors.urlpatterns,
    *live_reviews.urlpatterns,
    *agents.urlpatterns,
    *outputs.urlpatterns,
    *prompts.urlpatterns,
]
