"""Address of the obligations calendar."""

from __future__ import annotations

from django.urls import path

from governance.views.obligations import ObligationsPage

urlpatterns = [path("obligations/", ObligationsPage.as_view(), name="obligations")]
