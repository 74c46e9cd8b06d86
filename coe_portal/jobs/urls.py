"""Routes of jobs."""

from __future__ import annotations

from django.urls import path

from coe_portal.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.JobList.as_view(), name="list"),
    path("<slug:reference>/", views.JobPage.as_view(), name="job"),
    path("<slug:reference>/progress/", views.Progress.as_view(), name="progress"),
    path("<slug:reference>/file/", views.Download.as_view(), name="download"),
]
