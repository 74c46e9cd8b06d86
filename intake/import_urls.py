"""Routes of imports."""

from __future__ import annotations

from django.urls import path

from intake.views import imports

BATCH = "<int:number>"

urlpatterns = [
    path("", imports.ImportList.as_view(), name="imports"),
    path("new/", imports.UploadPage.as_view(), name="import_new"),
    path(f"{BATCH}/", imports.ImportPage.as_view(), name="import"),
    path(f"{BATCH}/progress/", imports.ProgressFragment.as_view(), name="import_progress"),
    path(f"{BATCH}/mapping/", imports.KnownMappingPage.as_view(), name="import_mapping"),
    path(f"{BATCH}/mapping.json", imports.MappingDownload.as_view(), name="import_mapping_file"),
    path(f"{BATCH}/columns/", imports.ColumnsPage.as_view(), name="import_columns"),
    path(f"{BATCH}/columns/values/", imports.ValuesFragment.as_view(), name="import_values"),
    path(f"{BATCH}/check/", imports.CheckView.as_view(), name="import_check"),
    path(f"{BATCH}/commit/", imports.CommitView.as_view(), name="import_commit"),
    path(f"{BATCH}/rows/", imports.RowList.as_view(), name="import_rows"),
]
