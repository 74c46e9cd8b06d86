"""Background work of the registry, by room."""

from __future__ import annotations

from registry.tasks import (
    datasets,
    drift,
    drift_printing,
    fairness,
    live_reviews,
    outputs,
    retention,
    reviewing,
    vendors,
)

__all__ = [
    "datasets",
    "drift",
    "drift_printing",
    "fairness",
    "live_reviews",
    "outputs",
    "retention",
    "reviewing",
    "vendors",
]
