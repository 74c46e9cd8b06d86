"""Addresses of the benefits ledger."""

from __future__ import annotations

from django.urls import path

from metrics.views import benefits as views

BENEFIT = "benefits/<str:reference>/"
ENTRY = f"{BENEFIT}months/<int:entry>/"

urlpatterns = [
    path("benefits/", views.BenefitList.as_view(), name="benefits"),
    path("benefits/overlaps/", views.OverlapsPage.as_view(), name="benefit_overlaps"),
    path("benefits/terms/", views.TermsPage.as_view(), name="benefit_terms"),
    path("benefits/terms/set/", views.SetTermsView.as_view(), name="benefit_terms_set"),
    path("benefits/cases/<str:reference>/", views.CaseBenefits.as_view(), name="case_benefits"),
    path(
        "benefits/cases/<str:reference>/new/",
        views.ProposeBenefitView.as_view(),
        name="benefit_new",
    ),
    path(BENEFIT, views.BenefitPage.as_view(), name="benefit"),
    path(f"{BENEFIT}edit/", views.ChangeBenefitView.as_view(), name="benefit_edit"),
    path(f"{BENEFIT}baseline/", views.BaselineView.as_view(), name="benefit_baseline"),
    path(f"{BENEFIT}forecast/", views.ForecastView.as_view(), name="benefit_forecast"),
    path(f"{BENEFIT}claim/", views.ClaimView.as_view(), name="benefit_claim"),
    path(f"{BENEFIT}close/", views.CloseBenefitView.as_view(), name="benefit_close"),
    path(f"{BENEFIT}reject/", views.RejectBenefitView.as_view(), name="benefit_reject"),
    path(f"{BENEFIT}overlaps/<str:other>/", views.RuleOverlapView.as_view(), name="benefit_rule"),
    path(f"{ENTRY}verify/", views.VerifyEntryView.as_view(), name="benefit_verify"),
    path(f"{ENTRY}return/", views.ReturnEntryView.as_view(), name="benefit_return"),
    path(f"{ENTRY}reject/", views.RejectEntryView.as_view(), name="benefit_reject_month"),
    path(f"{ENTRY}revoke/", views.RevokeEntryView.as_view(), name="benefit_revoke"),
]
