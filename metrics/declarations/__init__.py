"""What metrics records, tells people, navigates to, and does by the clock, by room."""

from __future__ import annotations

from metrics.declarations import (
    benefits,
    costs,
    health,
    kpis,
    packs,
    platform,
    quarters,
    snapshots,
)

__all__ = [
    "benefits",
    "costs",
    "health",
    "kpis",
    "packs",
    "platform",
    "quarters",
    "snapshots",
]
