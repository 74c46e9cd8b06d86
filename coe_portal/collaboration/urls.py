"""Routes of comments and files: the object's kind and reference, then what is about it."""

from __future__ import annotations

from django.urls import path

from coe_portal.collaboration import views

app_name = "collaboration"
urlpatterns = [
    path("<slug:kind>/<slug:reference>/comments/", views.Comments.as_view(), name="comments"),
    path(
        "<slug:kind>/<slug:reference>/comments/<int:pk>/remove/",
        views.RemoveComment.as_view(),
        name="remove_comment",
    ),
    path("<slug:kind>/<slug:reference>/files/", views.Attachments.as_view(), name="attachments"),
    path(
        "<slug:kind>/<slug:reference>/files/<slug:sha256>/",
        views.Download.as_view(),
        name="download",
    ),
    path(
        "<slug:kind>/<slug:reference>/files/<slug:sha256>/remove/",
        views.RemoveAttachment.as_view(),
        name="remove_attachment",
    ),
]
