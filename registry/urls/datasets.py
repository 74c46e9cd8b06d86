"""The catalogue of datasets."""

from __future__ import annotations

from django.urls import path

from registry.views import datasets

DATASET = "datasets/<str:reference>/"

urlpatterns = [
    path("datasets/", datasets.DatasetList.as_view(), name="datasets"),
    path("datasets/new/", datasets.AddDatasetView.as_view(), name="dataset_new"),
    path("datasets/import/", datasets.ImportDatasetView.as_view(), name="dataset_import"),
    path(DATASET, datasets.DatasetPage.as_view(), name="dataset"),
    path(f"{DATASET}edit/", datasets.ChangeDatasetView.as_view(), name="dataset_edit"),
    path(f"{DATASET}review/", datasets.ReviewDatasetView.as_view(), name="dataset_review"),
    path(f"{DATASET}withdraw/", datasets.WithdrawDatasetView.as_view(), name="dataset_withdraw"),
    path(f"{DATASET}reinstate/", datasets.ReinstateDatasetView.as_view(), name="dataset_reinstate"),
    path(f"{DATASET}deleted/", datasets.DeleteDatasetView.as_view(), name="dataset_deleted"),
    path(f"{DATASET}croissant/", datasets.DatasetCroissant.as_view(), name="dataset_croissant"),
    path("cases/<str:reference>/datasets/", datasets.CaseDatasets.as_view(), name="case_datasets"),
]
