"""Routes of the rule documents."""

from __future__ import annotations

from django.urls import path

from intake.views import rules

VERSION = "<slug:kind>/<int:version>"

urlpatterns = [
    path("", rules.RulesPage.as_view(), name="rules"),
    path("<slug:kind>/draft/", rules.DraftView.as_view(), name="rules_draft"),
    path(f"{VERSION}/", rules.VersionPage.as_view(), name="rules_version"),
    path(f"{VERSION}/edit/", rules.EditPage.as_view(), name="rules_edit"),
    path(f"{VERSION}/json/", rules.JsonPage.as_view(), name="rules_json"),
    path(f"{VERSION}/replay/", rules.ReplayFragment.as_view(), name="rules_replay"),
    path(f"{VERSION}/replay/all/", rules.ReplayAll.as_view(), name="rules_replay_all"),
    path(f"{VERSION}/publish/", rules.PublishView.as_view(), name="rules_publish"),
]
