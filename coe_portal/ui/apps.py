"""The look of the portal, and the bases of its screens."""

from __future__ import annotations

from django.apps import AppConfig


class UIConfig(AppConfig):
    name = "coe_portal.ui"
