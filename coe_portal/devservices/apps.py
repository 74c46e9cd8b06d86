"""Embedded services and the commands that start them."""

from __future__ import annotations

from django.apps import AppConfig


class DevservicesConfig(AppConfig):
    name = "coe_portal.devservices"
