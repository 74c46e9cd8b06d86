"""How the portal itself does: whether it answers, and how fast."""

from __future__ import annotations

from django.apps import AppConfig


class VitalsConfig(AppConfig):
    name = "coe_portal.vitals"
    label = "vitals"

    def ready(self) -> None:
        """Have the clock watch when it starts."""
        from coe_portal.vitals import watch  # noqa: F401  (needs Django's apps)
