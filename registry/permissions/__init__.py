"""Who may do what in the registry, by room."""

from __future__ import annotations

from registry.permissions import (
    assets,
    datasets,
    fairness,
    live_reviews,
    models,
    monitoring,
    retention,
    retirement,
    vendors,
)

__all__ = [
    "assets",
    "datasets",
    "fairness",
    "live_reviews",
    "models",
    "monitoring",
    "retention",
    "retirement",
    "vendors",
]
