"""What a member has on which day, for calendar programs."""

from __future__ import annotations

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    name = "coe_portal.calendars"
    label = "calendars"
