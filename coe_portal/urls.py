"""Root of all addresses: the platform's own pages, then `/<org>/…` of every app, by string."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView

from coe_portal.accounts.views.home import Home, OrganizationHome
from coe_portal.health import health
from coe_portal.ui.style_guide import StyleGuide
from coe_portal.vitals.views import prometheus

organization_urls: list[URLPattern | URLResolver] = [
    path("", OrganizationHome.as_view(), name="organization_home"),
    path("intake/", include("intake.urls")),
    path("governance/", include("governance.urls")),
    path("report-incident/", include("governance.urls.incident_reports")),
    path("training/", include("training.urls")),
    path("registry/", include("registry.urls")),
    path("metrics/", include("metrics.urls")),
    path("search/", include("coe_portal.search.urls")),
    path("audit/", include("coe_portal.audit.urls")),
    path("jobs/", include("coe_portal.jobs.urls")),
    path("notifications/", include("coe_portal.notifications.urls")),
    path("calendar/", include("coe_portal.calendars.urls")),
    path("about/", include("coe_portal.collaboration.urls")),
    path("settings/", include("coe_portal.accounts.urls")),
    path("api/v1/", include("coe_portal.api.urls")),
    path("mlflow/", include("registry.integrations.mlflow.urls")),
    path("style-guide/", StyleGuide.as_view(), name="style_guide"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", Home.as_view(), name="home"),
    path("health/", health, name="health"),
    path("metrics", prometheus, name="prometheus"),
    # An address is an identity here, to which memberships are given: it is not changed at will.
    path("account/email/", RedirectView.as_view(pattern_name="home")),
    path("account/", include("allauth.urls")),
    *([path("style-guide/", StyleGuide.as_view())] if settings.SHOW_STYLE_GUIDE else []),
    path("<slug:org>/", include(organization_urls)),
]
