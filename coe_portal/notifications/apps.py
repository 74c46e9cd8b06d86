"""Telling people what concerns them."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "coe_portal.notifications"
    label = "notifications"
