"""Tell people what agents may do with which tool."""

from __future__ import annotations

from collections.abc import Iterable

from coe_portal.accounts.actor import Actor
from coe_portal.accounts.models import Membership
from coe_portal.notifications.dispatch import notify
from coe_portal.notifications.kinds import NotificationKind
from coe_portal.tenancy.addresses import org_url
from registry.declarations import agents as told
from registry.messages.promotions import people_of
from registry.models.agents import ToolGrant, ToolUse


def tell_owner_of_tool(use: ToolUse, actor: Actor) -> None:
    """A version wants to use it: its owner may allow that."""
    _tell(told.TOOL_ASKED, [use.tool.owner], use, actor, purpose=use.purpose)


def tell_granted(grant: ToolGrant, actor: Actor) -> None:
    """The people of the version may go on."""
    _tell(told.TOOL_ALLOWED, people_of(grant.use.version), grant.use, actor, scope=grant.scope)


def tell_revoked(grant: ToolGrant, actor: Actor) -> None:
    """The people of the version have to switch it off."""
    use = grant.use
    _tell(told.TOOL_TAKEN, people_of(use.version), use, actor, reason=grant.end_reason)


def _tell(
    kind: NotificationKind, people: Iterable[Membership], use: ToolUse, actor: Actor, **words: str
) -> None:
    version = use.version
    url = org_url(
        "registry:version_tools", reference=version.model.reference, number=version.number
    )
    notify(
        kind,
        [one for one in people if not actor.is_member(one.pk)],
        version,
        context={"version": str(version), "tool": use.tool.name, **words},
        url=url,
    )
