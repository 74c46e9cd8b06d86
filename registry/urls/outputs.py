"""Output review and the blocklist."""

from __future__ import annotations

from django.urls import path

from registry.urls.models import VERSION
from registry.views import blocklist, outputs

OUTPUT = "outputs/<str:reference>/"

urlpatterns = [
    path("outputs/", outputs.OutputList.as_view(), name="outputs"),
    path("outputs/new/", outputs.ReportOutputView.as_view(), name="output_new"),
    path("outputs/next/", outputs.NextOutputView.as_view(), name="output_next"),
    path("outputs/rules/", outputs.OutputRulesView.as_view(), name="output_rules"),
    path(OUTPUT, outputs.OutputPage.as_view(), name="output"),
    path(f"{OUTPUT}claim/", outputs.ClaimOutputView.as_view(), name="output_claim"),
    path(f"{OUTPUT}release/", outputs.ReleaseOutputView.as_view(), name="output_release"),
    path(f"{OUTPUT}judge/", outputs.JudgeOutputView.as_view(), name="output_judge"),
    path(f"{OUTPUT}incident/", outputs.EscalateOutputView.as_view(), name="output_incident"),
    path(f"{OUTPUT}block/", outputs.BlockFromOutputView.as_view(), name="output_block"),
    path(f"{VERSION}outputs/", outputs.VersionOutputs.as_view(), name="version_outputs"),
    path("blocklist/", blocklist.Blocklist.as_view(), name="blocklist"),
    path("blocklist/new/", blocklist.BlockTextView.as_view(), name="blocklist_new"),
    path("blocklist/file/", blocklist.BlocklistFile.as_view(), name="blocklist_file"),
    path(
        "blocklist/<str:reference>/",
        blocklist.BlocklistEntryPage.as_view(),
        name="blocklist_entry",
    ),
    path(
        "blocklist/<str:reference>/remove/",
        blocklist.UnblockTextView.as_view(),
        name="blocklist_remove",
    ),
]
