"""Addresses of approvals by their last day, and of their terms."""

from __future__ import annotations

from django.urls import path

from governance.views import validity

urlpatterns = [
    path("approvals/", validity.ApprovalList.as_view(), name="approvals"),
    path("approvals/terms/", validity.TermsPage.as_view(), name="approval_terms"),
    path("approvals/terms/edit/", validity.EditTermsView.as_view(), name="approval_terms_edit"),
    path("approvals/<str:reference>/renew/", validity.RenewView.as_view(), name="approval_renew"),
]
