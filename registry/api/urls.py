"""Routes of the registry below `/<org>/api/v1/`."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from registry.api import agent_routes
from registry.api.assets import AssetViewSet
from registry.api.datasets import DatasetViewSet
from registry.api.documents import ContentViewSet, FiguresViewSet, VersionDocumentViewSet
from registry.api.drafts import UploadDraftViewSet, VersionDraftViewSet
from registry.api.fairness import (
    BillViewSet,
    DriftPrintViewSet,
    FairnessViewSet,
    NewFairnessViewSet,
)
from registry.api.live_reviews import LiveReviewViewSet
from registry.api.models import ModelViewSet
from registry.api.monitoring import (
    DriftReviewViewSet,
    EvidentlyViewSet,
    MonitorViewSet,
    ObservationViewSet,
)
from registry.api.retirement import (
    ModelRetirementViewSet,
    RetentionViewSet,
    RetirementViewSet,
)
from registry.api.vendors import StackViewSet, VendorViewSet

router = SimpleRouter()
router.register("models", ModelViewSet, basename="model")
router.register("datasets", DatasetViewSet, basename="dataset")
router.register("assets", AssetViewSet, basename="asset")
router.register("monitors", MonitorViewSet, basename="monitor")
router.register("drift-reviews", DriftReviewViewSet, basename="drift-review")
router.register("live-reviews", LiveReviewViewSet, basename="live-review")
router.register("retirements", RetirementViewSet, basename="retirement")
router.register("vendors", VendorViewSet, basename="vendor")
router.register("stack", StackViewSet, basename="stack-item")
router.register("fairness-assessments", FairnessViewSet, basename="fairness-assessment")
DOCUMENTS = "models/<str:reference>/versions/<int:number>/documents/"
ONE_DOCUMENT = f"{DOCUMENTS}<str:kind>/"
DRAFTS = "models/<str:reference>/versions/<int:number>/drafts/"
ONE_DRAFT = f"{DRAFTS}<str:kind>/"
urlpatterns = [
    path(
        DOCUMENTS,
        VersionDocumentViewSet.as_view({"get": "list", "post": "create"}),
        name="documents",
    ),
    path(ONE_DOCUMENT, VersionDocumentViewSet.as_view({"get": "retrieve"}), name="document-detail"),
    path(
        f"{ONE_DOCUMENT}content/",
        ContentViewSet.as_view({"get": "content", "put": "write"}),
        name="document-content",
    ),
    path(
        f"{ONE_DOCUMENT}figures/",
        FiguresViewSet.as_view({"post": "figures"}),
        name="document-figures",
    ),
    path(
        f"{ONE_DOCUMENT}withdraw/",
        VersionDocumentViewSet.as_view({"post": "withdraw"}),
        name="document-withdraw",
    ),
    path(DRAFTS, VersionDraftViewSet.as_view({"get": "list"}), name="drafts"),
    path(
        ONE_DRAFT,
        VersionDraftViewSet.as_view({"get": "retrieve", "delete": "destroy"}),
        name="draft-detail",
    ),
    path(
        f"{ONE_DRAFT}parts/<str:part>/",
        VersionDraftViewSet.as_view({"put": "save_part"}),
        name="draft-part",
    ),
    path(
        f"{ONE_DRAFT}facts/",
        VersionDraftViewSet.as_view({"put": "save_facts"}),
        name="draft-facts",
    ),
    path(
        f"{ONE_DRAFT}readme/",
        UploadDraftViewSet.as_view({"put": "upload"}),
        name="draft-readme",
    ),
    path(
        f"{ONE_DRAFT}publish/",
        VersionDraftViewSet.as_view({"post": "publish"}),
        name="draft-publish",
    ),
    path(
        "models/<str:reference>/versions/<int:number>/observations/",
        ObservationViewSet.as_view({"post": "create"}),
        name="observations",
    ),
    path(
        "models/<str:reference>/versions/<int:number>/evidently-reports/",
        EvidentlyViewSet.as_view({"post": "create"}),
        name="evidently-reports",
    ),
    path(
        "models/<str:reference>/versions/<int:number>/fairness-assessments/",
        NewFairnessViewSet.as_view({"post": "create"}),
        name="fairness-new",
    ),
    path(
        "models/<str:reference>/versions/<int:number>/bill-of-materials/",
        BillViewSet.as_view({"get": "retrieve"}),
        name="bill-of-materials",
    ),
    path(
        "drift-reviews/<str:reference>/pdf/",
        DriftPrintViewSet.as_view({"post": "create"}),
        name="drift-review-pdf",
    ),
    path(
        "models/<str:reference>/retirement/",
        ModelRetirementViewSet.as_view({"post": "create"}),
        name="model-retirement",
    ),
    path(
        "models/<str:reference>/revival/",
        ModelRetirementViewSet.as_view({"post": "revive"}),
        name="model-revival",
    ),
    path(
        "observation-retention/",
        RetentionViewSet.as_view({"get": "retrieve", "put": "update"}),
        name="observation-retention",
    ),
    *agent_routes.urlpatterns,
    *router.urls,
]
