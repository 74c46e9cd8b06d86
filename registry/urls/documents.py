"""Addresses of documents: to read, to write, to measure."""

from __future__ import annotations

from django.urls import path

from registry.urls.models import VERSION
from registry.views import documents, evaluations, writing

DOCUMENT = f"{VERSION}documents/<int:document>/"
WRITE = f"{VERSION}write/<str:kind>/"
CARD = f"{VERSION}write/model_card/"

urlpatterns = [
    path("documents/", documents.DocumentList.as_view(), name="documents"),
    path(DOCUMENT, documents.DocumentPage.as_view(), name="document"),
    path(f"{DOCUMENT}changes/", documents.DocumentChanges.as_view(), name="document_changes"),
    path(f"{DOCUMENT}export/", documents.DocumentExport.as_view(), name="document_export"),
    path(f"{CARD}facts/", writing.SaveFactsView.as_view(), name="card_facts"),
    path(f"{CARD}import/", writing.ImportCardView.as_view(), name="card_import"),
    path(WRITE, writing.WritePage.as_view(), name="document_write"),
    path(f"{WRITE}parts/<str:part>/", writing.SavePartView.as_view(), name="document_part"),
    path(f"{WRITE}preview/", writing.PreviewPage.as_view(), name="document_preview"),
    path(f"{WRITE}publish/", writing.PublishView.as_view(), name="document_publish"),
    path(f"{WRITE}discard/", writing.DiscardView.as_view(), name="document_discard"),
    path(
        f"{VERSION}evaluate/<str:kind>/",
        evaluations.RecordEvaluationView.as_view(),
        name="evaluation_new",
    ),
]
