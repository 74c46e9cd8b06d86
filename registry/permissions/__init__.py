"""Who may do what in the registry, by room."""

from __future__ import annotations

from registry.permissions import assets, datasets, fairness, models, monitoring, vendors

__all__ = ["assets", "datasets", "fairness", "models", "monitoring", "vendors"]
