"""The metrics app: KPIs, snapshots and the quarterly dashboard."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"

    def ready(self) -> None:
        """Load every file of KPI declarations, and of tables for the rows behind them."""
        from metrics import kpis, tables

        for package in (kpis, tables):
            for module in pkgutil.iter_modules(package.__path__):
                import_module(f"{package.__name__}.{module.name}")
