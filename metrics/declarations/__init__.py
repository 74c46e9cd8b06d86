"""What metrics records, tells people, navigates to, and does by the clock, by room."""

from __future__ import annotations

from metrics.declarations import kpis, snapshots

__all__ = ["kpis", "snapshots"]
