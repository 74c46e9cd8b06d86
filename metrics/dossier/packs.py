"""Where the trail finds board packs by their reference."""

from __future__ import annotations

from coe_portal.accounts.models import Membership
from coe_portal.audit.subjects import addressable
from metrics.models.packs import BoardPack
from metrics.permissions.packs import VIEW_PACKS


@addressable(BoardPack.PREFIX)
def find_pack(number: int, member: Membership) -> BoardPack | None:
    """The pack that a reference names."""
    rows = BoardPack.objects.filter(number=number)
    return rows.first() if member.may(VIEW_PACKS.code) else None
