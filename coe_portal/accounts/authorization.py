"""The one gate that actions and screens call before anything else."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor, ActorKind
from coe_portal.accounts.predicates import is_permitted
from coe_portal.accounts.roles import declared_permission
from coe_portal.errors import NotAllowed


def permits(actor: Actor, code: str, subject: object | None = None) -> bool:
    """Whether the actor may do this; a token also needs the scope of the permission."""
    if actor.kind is ActorKind.SYSTEM:
        return True
    if actor.kind is ActorKind.TOKEN and declared_permission(code).token_scope not in actor.scopes:
        return False
    return actor.membership is not None and is_permitted(actor.membership, code, subject)


def require(actor: Actor, code: str, subject: object | None = None) -> None:
    """Raise NotAllowed unless the actor may do this."""
    if not permits(actor, code, subject):
        raise NotAllowed(
            _("You do not have the right to do this: %(right)s.")
            % {"right": declared_permission(code).label},
            permission=code,
        )
