"""Addresses of fairness assessments and bills of materials."""

from __future__ import annotations

from django.urls import path

from registry.urls.models import VERSION
from registry.views import bills, fairness

ASSESSMENT = "fairness/<str:reference>/"

urlpatterns = [
    path(f"{VERSION}bill-of-materials/", bills.BillOfMaterials.as_view(), name="version_bom"),
    path("fairness/", fairness.FairnessList.as_view(), name="fairness"),
    path(ASSESSMENT, fairness.FairnessPageView.as_view(), name="fairness_assessment"),
    path(f"{ASSESSMENT}start/", fairness.StartAssessmentView.as_view(), name="fairness_start"),
    path(f"{ASSESSMENT}delete/", fairness.DeletePredictionsView.as_view(), name="fairness_delete"),
    path(
        f"{VERSION}fairness/new/", fairness.UploadPredictionsView.as_view(), name="fairness_upload"
    ),
]
