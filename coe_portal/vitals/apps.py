"""How the portal itself does: whether it answers, and how fast."""

from __future__ import annotations

from django.apps import AppConfig


class VitalsConfig(AppConfig):
    name = "coe_portal.vitals"
    label = "vitals"
