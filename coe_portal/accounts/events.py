"""What accounts tell the apps above."""

from __future__ import annotations

from dataclasses import dataclass

from coe_portal.events.bus import Event


@dataclass(frozen=True)
class MemberDeactivated(Event):
    """The organization was closed to a member."""

    membership_id: int
