"""Who may see, enter and settle what is measured, by room."""

from __future__ import annotations

from metrics.permissions import snapshots

__all__ = ["snapshots"]
