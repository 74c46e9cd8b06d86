"""Addresses of decision rights and the RACI chart."""

from __future__ import annotations

from django.urls import path

from governance.views import rights

urlpatterns = [
    path("decision-rights/", rights.RightsPage.as_view(), name="decision_rights"),
    path("decision-rights/edit/", rights.EditRightsView.as_view(), name="decision_rights_edit"),
    path("raci/", rights.RaciPage.as_view(), name="raci"),
    path("raci/edit/", rights.EditRaciView.as_view(), name="raci_edit"),
    path("raci/pdf/", rights.RaciPdf.as_view(), name="raci_pdf"),
]
