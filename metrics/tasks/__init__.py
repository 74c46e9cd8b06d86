"""Background work of metrics, by room."""

from __future__ import annotations

from metrics.tasks import packs, quarters, snapshots

__all__ = ["packs", "quarters", "snapshots"]
