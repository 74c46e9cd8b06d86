"""The trail of who did what."""

from __future__ import annotations

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "coe_portal.audit"
    label = "audit"
