"""Root of all addresses: the platform's own pages, then `/<org>/…` of every app, by string."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from coe_portal.ui.style_guide import StyleGuide

organization_urls: list[URLPattern | URLResolver] = [
    path("intake/", include("intake.urls")),
    path("style-guide/", StyleGuide.as_view(), name="style_guide"),
    path("governance/", include("governance.urls")),
    path("metrics/", include("metrics.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    *([path("style-guide/", StyleGuide.as_view())] if settings.SHOW_STYLE_GUIDE else []),
    path("<slug:org>/", include(organization_urls)),
]
