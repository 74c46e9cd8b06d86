"""Who takes comments and files away: who added them, and the CoE's staff."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.authorization import permits
from coe_portal.accounts.roles import STAFF, permission

MODERATE = permission(
    "collaboration.moderate", label=_("remove other people's comments and files"), roles=STAFF
)


def may_remove(author_id: int | None, actor: Actor) -> bool:
    """Whether the actor may remove what this member added."""
    return actor.is_member(author_id) or permits(actor, MODERATE.code)
