"""What the registry records, tells people, navigates to, and does by the clock, by room."""

from __future__ import annotations

from registry.declarations import (
    agents,
    assets,
    datasets,
    documents,
    fairness,
    live_reviews,
    models,
    monitoring,
    outputs,
    prompts,
    retention,
    retirement,
    reviewing,
    vendors,
)

__all__ = [
    "agents",
    "assets",
    "datasets",
    "documents",
    "fairness",
    "live_reviews",
    "models",
    "monitoring",
    "outputs",
    "prompts",
    "retention",
    "retirement",
    "reviewing",
    "vendors",
]
