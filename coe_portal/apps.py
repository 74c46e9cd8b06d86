"""Finds what every app declares, once all models are known."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules

# Modules that register something when they are imported, in the order of their needs.
DECLARING_MODULES = (
    "permissions",
    "declarations",
    "groups",
    "gates",
    "kpis",
    "subscriptions",
    "dossier",
    "search",
)


class PortalConfig(AppConfig):
    name = "coe_portal"
    label = "portal"

    def ready(self) -> None:
        for module in DECLARING_MODULES:
            autodiscover_modules(module)
