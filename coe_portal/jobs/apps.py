"""Long work with progress."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "coe_portal.jobs"
    label = "jobs"
