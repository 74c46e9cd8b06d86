"""Addresses that intake's rows name, for tests without the screens."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import TemplateView

page = TemplateView.as_view(template_name="404.html")


intake = (
    [
        path("<str:reference>/", page, name="use_case"),
        path("<str:reference>/answers/<str:key>/", page, name="section"),
    ],
    "intake",
)
urlpatterns = [path("<slug:org>/intake/", include(intake))]
