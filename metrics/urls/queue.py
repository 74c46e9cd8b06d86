"""Address of the forecast of the queue."""

from __future__ import annotations

from django.urls import path

from metrics.views.queue import QueuePage

urlpatterns = [
    path("health/queue/", QueuePage.as_view(), name="queue"),
]
