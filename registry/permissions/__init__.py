"""Who may do what in the registry, by room."""

from __future__ import annotations

from registry.permissions import fairness, models, monitoring, vendors

__all__ = ["fairness", "models", "monitoring", "vendors"]
