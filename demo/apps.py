"""The demo: two made-up organizations with a year of history, for trying the portal out."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "demo"
    verbose_name = "Demo"
