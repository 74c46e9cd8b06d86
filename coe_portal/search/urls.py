"""Address of the search."""

from __future__ import annotations

from django.urls import path

from coe_portal.search.views import SearchPage

app_name = "search"
urlpatterns = [path("", SearchPage.as_view(), name="page")]
