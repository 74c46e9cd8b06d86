"""Addresses of policies and attestations."""

from __future__ import annotations

from django.urls import path

from governance.views import attestations, policies, policy_versions as versions

urlpatterns = [
    path("policies/", policies.PolicyList.as_view(), name="policies"),
    path("policies/new/", policies.NewPolicyView.as_view(), name="policy_new"),
    path("policies/templates/", policies.TemplatesPage.as_view(), name="policy_templates"),
    path("policies/preview/", versions.PreviewView.as_view(), name="policy_preview"),
    path("policies/mine/", attestations.MyPolicies.as_view(), name="my_policies"),
    path("policies/mine/card/", attestations.MyPoliciesCard.as_view(), name="my_policies_card"),
    path("policies/campaigns/", attestations.CampaignList.as_view(), name="campaigns"),
    path(
        "policies/campaigns/<str:reference>/",
        attestations.CampaignPage.as_view(),
        name="campaign",
    ),
    path(
        "policies/campaigns/<str:reference>/close/",
        attestations.CloseCampaignView.as_view(),
        name="campaign_close",
    ),
    path("policies/<str:reference>/", policies.PolicyPage.as_view(), name="policy"),
    path("policies/<str:reference>/edit/", policies.EditPolicyView.as_view(), name="policy_edit"),
    path(
        "policies/<str:reference>/reviewed/",
        policies.ConfirmReviewView.as_view(),
        name="policy_reviewed",
    ),
    path(
        "policies/<str:reference>/archive/",
        policies.ArchivePolicyView.as_view(),
        name="policy_archive",
    ),
    path(
        "policies/<str:reference>/restore/",
        policies.RestorePolicyView.as_view(),
        name="policy_restore",
    ),
    path(
        "policies/<str:reference>/draft/open/",
        versions.OpenDraftView.as_view(),
        name="policy_draft_open",
    ),
    path("policies/<str:reference>/draft/", versions.DraftView.as_view(), name="policy_draft"),
    path(
        "policies/<str:reference>/draft/discard/",
        versions.DiscardView.as_view(),
        name="policy_discard",
    ),
    path("policies/<str:reference>/submit/", versions.SubmitView.as_view(), name="policy_submit"),
    path(
        "policies/<str:reference>/withdraw/",
        versions.WithdrawView.as_view(),
        name="policy_withdraw",
    ),
    path(
        "policies/<str:reference>/approve/", versions.ApproveView.as_view(), name="policy_approve"
    ),
    path("policies/<str:reference>/return/", versions.SendBackView.as_view(), name="policy_return"),
    path(
        "policies/<str:reference>/publish/", versions.PublishView.as_view(), name="policy_publish"
    ),
    path(
        "policies/<str:reference>/versions/<int:number>/",
        versions.VersionPage.as_view(),
        name="policy_version",
    ),
    path(
        "policies/<str:reference>/versions/<int:number>/changes/",
        versions.ChangesPage.as_view(),
        name="policy_changes",
    ),
    path(
        "policies/<str:reference>/versions/<int:number>/pdf/",
        versions.VersionPdf.as_view(),
        name="policy_pdf",
    ),
    path(
        "policies/<str:reference>/ask/",
        attestations.OpenCampaignView.as_view(),
        name="campaign_new",
    ),
    path("policies/<str:reference>/attest/", attestations.AttestPage.as_view(), name="attest"),
]
