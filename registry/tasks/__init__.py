"""Background work of the registry, by room."""

from __future__ import annotations

from registry.tasks import datasets, drift, fairness, reviewing, vendors

__all__ = ["datasets", "drift", "fairness", "reviewing", "vendors"]
