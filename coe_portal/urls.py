"""Root of all addresses: the platform's own pages, then `/<org>/…` of every app, by string."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

organization_urls: list[URLPattern | URLResolver] = []

urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", include("allauth.urls")),
    path("<slug:org>/", include(organization_urls)),
]
