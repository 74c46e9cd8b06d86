"""Addresses of compliance: frameworks, requirements, controls and evidence."""

from __future__ import annotations

from django.urls import path

from governance.views import case_compliance as case, compliance as views, controls

FRAMEWORK = "compliance/frameworks/<slug:key>"
EDITION = f"{FRAMEWORK}/editions/<int:number>"
REQUIREMENT = f"{FRAMEWORK}/requirements/<str:code>"
CONTROL = "compliance/controls/<str:reference>"
EVIDENCE = "compliance/evidence/<str:reference>"
EXCLUSION = "compliance/exclusions/<int:pk>"
CASE = "compliance/cases/<str:reference>"

urlpatterns = [
    path("compliance/", views.CompliancePage.as_view(), name="compliance"),
    path("compliance/coverage/", views.CoverageList.as_view(), name="compliance_coverage"),
    path("compliance/crosswalk/", views.CrosswalkList.as_view(), name="crosswalk"),
    path("compliance/upload/", views.UploadFrameworkView.as_view(), name="framework_upload"),
    path(
        "compliance/shipped/<slug:key>/adopt/",
        views.AdoptShippedView.as_view(),
        name="framework_adopt_shipped",
    ),
    path(f"{FRAMEWORK}/", views.FrameworkPage.as_view(), name="framework"),
    path(f"{FRAMEWORK}/update/", views.BringUpdateView.as_view(), name="framework_update"),
    path(f"{FRAMEWORK}/retire/", views.RetireFrameworkView.as_view(), name="framework_retire"),
    path(f"{FRAMEWORK}/restore/", views.RestoreFrameworkView.as_view(), name="framework_restore"),
    path(f"{EDITION}/", views.VersionPage.as_view(), name="framework_version"),
    path(f"{EDITION}/adopt/", views.AdoptVersionView.as_view(), name="framework_version_adopt"),
    path(
        f"{EDITION}/discard/", views.DiscardVersionView.as_view(), name="framework_version_discard"
    ),
    path(f"{REQUIREMENT}/", views.RequirementPage.as_view(), name="requirement"),
    path("compliance/controls/", controls.ControlList.as_view(), name="controls"),
    path("compliance/controls/new/", controls.NewControlView.as_view(), name="control_new"),
    path(f"{CONTROL}/", controls.ControlPage.as_view(), name="control"),
    path(f"{CONTROL}/edit/", controls.ChangeControlView.as_view(), name="control_edit"),
    path(f"{CONTROL}/retire/", controls.RetireControlView.as_view(), name="control_retire"),
    path(f"{CONTROL}/restore/", controls.RestoreControlView.as_view(), name="control_restore"),
    path(f"{CONTROL}/link/", controls.LinkControlView.as_view(), name="control_link"),
    path(
        f"{CONTROL}/serves/<int:serves>/remove/",
        controls.UnlinkControlView.as_view(),
        name="control_unlink",
    ),
    path(f"{CONTROL}/evidence/", controls.GiveEvidenceView.as_view(), name="evidence_give"),
    path("compliance/evidence/", controls.EvidenceList.as_view(), name="evidence_list"),
    path(f"{EVIDENCE}/", controls.EvidencePage.as_view(), name="evidence"),
    path(f"{EVIDENCE}/accept/", controls.AcceptEvidenceView.as_view(), name="evidence_accept"),
    path(f"{EVIDENCE}/return/", controls.ReturnEvidenceView.as_view(), name="evidence_return"),
    path(
        f"{EVIDENCE}/withdraw/", controls.WithdrawEvidenceView.as_view(), name="evidence_withdraw"
    ),
    path(f"{CASE}/", case.CasePage.as_view(), name="case_compliance_page"),
    path(f"{CASE}/tab/", case.CaseCompliance.as_view(), name="case_compliance"),
    path(
        f"{CASE}/exclude/<slug:key>/<str:code>/",
        case.ClaimExclusionView.as_view(),
        name="exclusion_claim",
    ),
    path(f"{EXCLUSION}/confirm/", case.ConfirmExclusionView.as_view(), name="exclusion_confirm"),
    path(f"{EXCLUSION}/refuse/", case.RefuseExclusionView.as_view(), name="exclusion_refuse"),
    path(f"{EXCLUSION}/withdraw/", case.WithdrawExclusionView.as_view(), name="exclusion_withdraw"),
]
