"""The library of reusable assets."""

from __future__ import annotations

from django.urls import path

from registry.views import assets

ASSET = "assets/<str:reference>/"

urlpatterns = [
    path("assets/", assets.AssetList.as_view(), name="assets"),
    path("assets/new/", assets.AddAssetView.as_view(), name="asset_new"),
    path(ASSET, assets.AssetPage.as_view(), name="asset"),
    path(f"{ASSET}edit/", assets.ChangeAssetView.as_view(), name="asset_edit"),
    path(f"{ASSET}review/", assets.ReviewAssetView.as_view(), name="asset_review"),
    path(f"{ASSET}publish/", assets.PublishAssetView.as_view(), name="asset_publish"),
    path(f"{ASSET}deprecate/", assets.DeprecateAssetView.as_view(), name="asset_deprecate"),
    path(f"{ASSET}use/", assets.NoteReuseView.as_view(), name="asset_use"),
    path(f"{ASSET}reuses/<int:reuse>/end/", assets.EndReuseView.as_view(), name="asset_reuse_end"),
    path("cases/<str:reference>/assets/", assets.CaseAssets.as_view(), name="case_assets"),
    path("models/<str:reference>/assets/", assets.ModelAssets.as_view(), name="model_assets"),
]
