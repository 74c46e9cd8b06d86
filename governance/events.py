"""What governance tells the apps above it and its own background work: ids, same transaction."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.events.bus import Event


@dataclass(frozen=True)
class CoverageMoved(Event):
    """Something changed that counts for every use case of the organization."""


@dataclass(frozen=True)
class PartJudged(Event):
    """A review of a part of a use case was decided; see governance/review_subjects.py."""

    review_id: int
    decision_id: int


@dataclass(frozen=True)
class AudienceWaits(Event):
    """A campaign asks a group too large for one transaction: the rest of it waits."""

    campaign_id: int
