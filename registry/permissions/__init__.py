"""Who may do what in the registry, by room."""

from __future__ import annotations

from registry.permissions import (
    agents,
    assets,
    datasets,
    fairness,
    live_reviews,
    models,
    monitoring,
    outputs,
    retention,
    retirement,
    vendors,
)

__all__ = [
    "agents",
    "assets",
    "datasets",
    "fairness",
    "live_reviews",
    "models",
    "monitoring",
    "outputs",
    "retention",
    "retirement",
    "vendors",
]
