"""Comments, attachments and saved views on anything."""

from __future__ import annotations

from django.apps import AppConfig


class CollaborationConfig(AppConfig):
    name = "coe_portal.collaboration"
    label = "collaboration"
