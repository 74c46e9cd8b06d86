"""Who may see, enter and settle what is measured, by room."""

from __future__ import annotations

from metrics.permissions import (
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
