"""`/<org>/api/v1/`: the platform's own resources, then those of every app, by string."""

from __future__ import annotations

from typing import Any

from django.urls import include, path, re_path
from rest_framework.routers import SimpleRouter

from coe_portal.api.collaboration import AttachmentViewSet, CommentViewSet
from coe_portal.api.jobs import JobViewSet
from coe_portal.api.members import Me, MemberViewSet
from coe_portal.api.missing import NoSuchResource
from coe_portal.api.notifications import NotificationViewSet
from coe_portal.api.schema import Schema
from coe_portal.api.search import Search
from coe_portal.api.trail import AuditEventViewSet

router = SimpleRouter()
router.register("members", MemberViewSet, basename="member")
router.register("jobs", JobViewSet, basename="job")
router.register("notifications", NotificationViewSet, basename="notification")
router.register("audit-events", AuditEventViewSet, basename="audit-event")

LIST: dict[str, Any] = {"get": "list", "post": "create"}
ABOUT = "about/<slug:kind>/<slug:reference>"

app_name = "api"
urlpatterns = [
    path("schema/", Schema.as_view(), name="schema"),
    path("me/", Me.as_view(), name="me"),
    path("search/", Search.as_view(), name="search"),
    path(f"{ABOUT}/comments/", CommentViewSet.as_view(LIST), name="comments"),
    path(f"{ABOUT}/files/", AttachmentViewSet.as_view(LIST), name="files"),
    path(
        f"{ABOUT}/files/<slug:sha256>/",
        AttachmentViewSet.as_view({"get": "retrieve"}),
        name="file",
    ),
    *router.urls,
    path("", include("intake.api.urls")),
    path("", include("governance.api.urls")),
    path("", include("training.api.urls")),
    path("", include("registry.api.urls")),
    path("", include("metrics.api.urls")),
    re_path("^", NoSuchResource.as_view(), name="missing"),
]
