"""Routes of notifications."""

from __future__ import annotations

from django.urls import path

from coe_portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.Inbox.as_view(), name="inbox"),
    path("bell/", views.Bell.as_view(), name="bell"),
    path("read/", views.MarkAllRead.as_view(), name="mark_all_read"),
    path("preferences/", views.Preferences.as_view(), name="preferences"),
    path("<int:pk>/", views.Open.as_view(), name="open"),
]
