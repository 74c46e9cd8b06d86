"""What governance tells its own background work: ids only, same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.events.bus import Event


@dataclass(frozen=True)
class CoverageMoved(Event):
    """Something changed that counts for every use case of the organization."""
