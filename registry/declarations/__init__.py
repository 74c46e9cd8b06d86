"""What the registry records, tells people, navigates to, and does by the clock, by room."""

from __future__ import annotations

from registry.declarations import documents, fairness, models, monitoring, reviewing, vendors

__all__ = ["documents", "fairness", "models", "monitoring", "reviewing", "vendors"]
from registry.declarations import (
    assets,
    datasets,
)

__all__ = ["assets", "datasets", "documents", "fairness", "models", "monitoring", "reviewing"]
