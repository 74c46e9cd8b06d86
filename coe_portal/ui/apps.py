"""The ui app."""

from __future__ import annotations

from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "coe_portal.ui"
