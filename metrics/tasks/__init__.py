"""Background work of metrics, by room."""

from __future__ import annotations

from metrics.tasks import (
    chargebacks,
    health,
    packs,
    quarters,
    snapshots,
)

__all__ = [
    "chargebacks",
    "health",
    "packs",
    "quarters",
    "snapshots",
]
