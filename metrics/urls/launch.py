"""Addresses of the launch plan."""

from __future__ import annotations

from django.urls import path

from metrics.views import launch

STEP = "health/launch/steps/<int:position>/"

urlpatterns = [
    path("health/launch/", launch.LaunchPage.as_view(), name="launch"),
    path("health/launch/start/", launch.StartLaunch.as_view(), name="launch_start"),
    path("health/launch/end/", launch.EndLaunch.as_view(), name="launch_end"),
    path("health/launch/steps/", launch.AddStep.as_view(), name="launch_add"),
    path(STEP, launch.SettleStep.as_view(), name="launch_settle"),
    path(f"{STEP}plan/", launch.PlanStep.as_view(), name="launch_plan"),
    path(f"{STEP}reopen/", launch.ReopenStep.as_view(), name="launch_reopen"),
]
