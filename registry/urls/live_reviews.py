"""After go-live: post-deployment reviews, retirement, and how long observations are kept."""

from __future__ import annotations

from django.urls import path

from registry.views import live_reviews, retention, retirement

REVIEW = "live-reviews/<str:reference>/"
PLAN = "retirements/<str:reference>/"
STEP = f"{PLAN}steps/<str:step>/"

urlpatterns = [
    path("live-reviews/", live_reviews.LiveReviewList.as_view(), name="live_reviews"),
    path(REVIEW, live_reviews.LiveReviewPage.as_view(), name="live_review"),
    path(f"{REVIEW}report/", live_reviews.ReportView.as_view(), name="live_report"),
    path(f"{REVIEW}return/", live_reviews.ReturnView.as_view(), name="live_return"),
    path(f"{REVIEW}decide/", live_reviews.DecideView.as_view(), name="live_decide"),
    path(
        f"{REVIEW}improvements/new/", live_reviews.PlanActionView.as_view(), name="live_action_new"
    ),
    path(
        f"{REVIEW}improvements/<int:position>/settle/",
        live_reviews.SettleActionView.as_view(),
        name="live_action_settle",
    ),
    path("retirements/", retirement.RetirementList.as_view(), name="retirements"),
    path(PLAN, retirement.RetirementPlanPage.as_view(), name="retirement_plan"),
    path(f"{PLAN}edit/", retirement.ChangePlanView.as_view(), name="retirement_edit"),
    path(f"{PLAN}cancel/", retirement.CancelPlanView.as_view(), name="retirement_cancel"),
    path(STEP, retirement.SettleStepView.as_view(), name="retirement_step"),
    path(f"{STEP}reopen/", retirement.ReopenStepView.as_view(), name="retirement_reopen"),
    path(
        "cases/<str:reference>/retirement/",
        retirement.PlanRetirementView.as_view(),
        name="retirement_new",
    ),
    path("cases/<str:reference>/live/", retirement.CaseAfterGoLive.as_view(), name="case_live"),
    path(
        "models/<str:reference>/retire/", retirement.RetireModelView.as_view(), name="model_retire"
    ),
    path(
        "models/<str:reference>/revive/", retirement.ReviveModelView.as_view(), name="model_revive"
    ),
    path("observations/retention/", retention.RetentionView.as_view(), name="monitor_retention"),
]
