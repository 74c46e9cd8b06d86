"""Background work of metrics, by room."""

from __future__ import annotations

from metrics.tasks import health, packs, quarters, snapshots

__all__ = ["health", "packs", "quarters", "snapshots"]
