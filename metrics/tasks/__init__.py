"""Background work of metrics, by room."""

from __future__ import annotations

from metrics.tasks import snapshots

__all__ = ["snapshots"]
