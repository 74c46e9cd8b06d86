"""The metrics app: KPIs, snapshots and the quarterly dashboard."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        """Load every file of KPI declarations."""
        from metrics import kpis

        for module in pkgutil.iter_modules(kpis.__path__):
            import_module(f"{kpis.__name__}.{module.name}")
