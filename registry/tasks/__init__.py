"""Background work of the registry, by room."""

from __future__ import annotations

from registry.tasks import drift, fairness, reviewing, vendors

__all__ = ["drift", "fairness", "reviewing", "vendors"]
