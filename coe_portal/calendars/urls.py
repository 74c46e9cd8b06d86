"""Routes of calendar feeds."""

from __future__ import annotations

from django.urls import path

from coe_portal.accounts.middleware import public_to_programs
from coe_portal.calendars import views

app_name = "calendars"
urlpatterns = [
    path("", views.FeedPage.as_view(), name="feed"),
    path("card/", views.FeedCard.as_view(), name="card"),
    path("revoke/", views.RevokeFeed.as_view(), name="revoke"),
    path(
        "feeds/<str:secret>/portal.ics",
        public_to_programs(views.ReadFeed.as_view()),
        name="read",
    ),
]
