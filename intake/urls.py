"""Routes of intake below `/<org>/intake/`."""

from __future__ import annotations

from django.urls import include, path

from intake.views import comparison, people, registration, submission, use_case, wizard

app_name = "intake"
CASE = "use-cases/<str:reference>"
ANSWERS = f"{CASE}/answers"

urlpatterns = [
    path("register/", registration.RegisterPage.as_view(), name="register"),
    path("register/similar/", registration.SimilarFragment.as_view(), name="similar"),
    path(f"{CASE}/", use_case.OverviewTab.as_view(), name="use_case"),
    path(f"{CASE}/assessment/", use_case.AssessmentTab.as_view(), name="use_case_assessment"),
    path(f"{CASE}/assessment/compare/", comparison.ComparePage.as_view(), name="compare"),
    path(
        f"{CASE}/assessment/<int:number>/",
        use_case.AssessmentTab.as_view(),
        name="use_case_assessment_number",
    ),
    path(f"{CASE}/files/", use_case.FilesTab.as_view(), name="use_case_files"),
    path(f"{CASE}/comments/", use_case.CommentsTab.as_view(), name="use_case_comments"),
    path(f"{CASE}/timeline/", use_case.TimelineTab.as_view(), name="use_case_timeline"),
    path(f"{CASE}/facts/", registration.ParticularsPage.as_view(), name="particulars"),
    path(f"{CASE}/join/", registration.JoinView.as_view(), name="join"),
    path(f"{CASE}/people/", people.AssignPage.as_view(), name="assign"),
    path(f"{CASE}/people/<slug:kind>/open/", people.LeaveOpenView.as_view(), name="leave_open"),
    path(f"{CASE}/collaborators/", people.CollaboratorsPage.as_view(), name="collaborators"),
    path(
        f"{CASE}/collaborators/<int:user>/end/",
        people.EndCollaborationView.as_view(),
        name="end_collaboration",
    ),
    path(f"{CASE}/move/", use_case.MovePage.as_view(), name="move"),
    path(f"{CASE}/withdraw/", use_case.WithdrawPage.as_view(), name="withdraw"),
    path(f"{CASE}/answers/", wizard.ResumeView.as_view(), name="wizard"),
    path(f"{ANSWERS}/open/", wizard.OpenDraftView.as_view(), name="open_draft"),
    path(f"{ANSWERS}/discard/", wizard.DiscardView.as_view(), name="discard_draft"),
    path(f"{ANSWERS}/submit/", submission.SubmitView.as_view(), name="submit"),
    path(f"{ANSWERS}/sections/<slug:key>/", wizard.SectionPage.as_view(), name="section"),
    path(f"{ANSWERS}/sections/<slug:key>/save/", wizard.AutosaveView.as_view(), name="autosave"),
    path(f"{ANSWERS}/sections/<slug:key>/share/", wizard.SharePage.as_view(), name="share"),
    path(
        f"{ANSWERS}/sections/<slug:key>/share/<int:member>/end/",
        wizard.UnshareView.as_view(),
        name="unshare",
    ),
    path("", include("intake.portfolio_urls")),
    path("imports/", include("intake.import_urls")),
    path("rules/", include("intake.rules_urls")),
    # Last: any other page of a case goes first.
    path(f"{CASE}/<slug:tab>/", use_case.DeclaredTab.as_view(), name="use_case_tab"),
]
