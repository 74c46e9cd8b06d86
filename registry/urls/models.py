"""Models, versions and promotions."""

from __future__ import annotations

from django.urls import path

from registry.views import connecting, models, versions

MODEL = "models/<str:reference>/"
VERSION = f"{MODEL}versions/<int:number>/"

urlpatterns = [
    path("models/", models.ModelList.as_view(), name="models"),
    path("models/new/", models.RegisterModelView.as_view(), name="model_new"),
    path("models/connect/", connecting.ConnectPage.as_view(), name="model_connect"),
    path("models/rules/", models.RulesView.as_view(), name="model_rules"),
    path("promotions/", versions.PromotionList.as_view(), name="promotions"),
    path(MODEL, models.ModelPage.as_view(), name="model"),
    path(f"{MODEL}edit/", models.ChangeModelView.as_view(), name="model_edit"),
    path(f"{MODEL}remove/", models.RemoveModelView.as_view(), name="model_remove"),
    path(f"{MODEL}link/", models.LinkModelView.as_view(), name="model_link"),
    path(
        f"{MODEL}use-cases/<str:case>/remove/",
        models.UnlinkModelView.as_view(),
        name="model_unlink",
    ),
    path(f"{MODEL}aliases/set/", models.SetAliasView.as_view(), name="model_alias"),
    path(
        f"{MODEL}aliases/<str:alias>/remove/",
        models.DeleteAliasView.as_view(),
        name="model_alias_remove",
    ),
    path(f"{MODEL}versions/new/", models.RegisterVersionView.as_view(), name="version_new"),
    path(VERSION, versions.VersionPage.as_view(), name="version"),
    path(f"{VERSION}edit/", versions.ChangeVersionView.as_view(), name="version_edit"),
    path(f"{VERSION}remove/", versions.RemoveVersionView.as_view(), name="version_remove"),
    path(f"{VERSION}validate/", versions.ValidateView.as_view(), name="version_validate"),
    path(f"{VERSION}documents/new/", versions.AddDocumentView.as_view(), name="version_document"),
    path(
        f"{VERSION}documents/<int:document>/withdraw/",
        versions.WithdrawDocumentView.as_view(),
        name="version_document_withdraw",
    ),
    path(f"{VERSION}request/", versions.RequestPromotionView.as_view(), name="version_request"),
    path(f"{VERSION}request/send/", versions.SendRequestView.as_view(), name="version_send"),
    path(
        f"{VERSION}request/withdraw/",
        versions.WithdrawRequestView.as_view(),
        name="version_request_withdraw",
    ),
    path(f"{VERSION}move/", versions.MoveVersionView.as_view(), name="version_move"),
    path(f"{VERSION}roll-back/", versions.RollBackView.as_view(), name="version_roll_back"),
    path(f"{VERSION}deployments/new/", versions.DeployView.as_view(), name="version_deploy"),
    path(
        f"{VERSION}deployments/<int:deployment>/end/",
        versions.EndDeploymentView.as_view(),
        name="version_deployment_end",
    ),
    path(f"{VERSION}lineage/new/", versions.AddInputView.as_view(), name="version_input"),
    path(
        f"{VERSION}lineage/<int:input>/remove/",
        versions.RemoveInputView.as_view(),
        name="version_input_remove",
    ),
    path("cases/<str:reference>/models/", models.CaseModels.as_view(), name="case_models"),
]
