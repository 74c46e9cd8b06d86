"""What training does when somebody leaves the organization."""

from __future__ import annotations

from coe_portal.accounts.events import MemberDeactivated
from coe_portal.events.bus import subscribe
from training.tasks import free_places


@subscribe(MemberDeactivated)
def free_places_of_former_member(event: MemberDeactivated) -> None:
    """Others wait for the seats. After the commit, so that no lock waits for a session's."""
    free_places.send(member_id=event.membership_id)
