"""Tell the people of an asset: its owner, and those who use it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coe_portal.accounts.actor import Actor
from coe_portal.notifications.dispatch import notify
from registry.declarations import assets as told
from registry.models.assets import Asset, Reuse


def tell_asset_owner(asset: Asset, actor: Actor) -> None:
    """It is theirs now; who takes one knows."""
    if not actor.is_member(asset.owner_id):
        notify(
            told.ASSET_GIVEN,
            [asset.owner],
            asset,
            context={"asset": asset.subject_label},
            url=asset.get_absolute_url(),
        )


def tell_of_reuse(reuse: Reuse, actor: Actor) -> None:
    """The owner of the asset knows whom a change would touch."""
    asset = reuse.asset
    if not actor.is_member(asset.owner_id):
        notify(
            told.ASSET_TAKEN_UP,
            [asset.owner],
            asset,
            context={
                "user": reuse.user.subject_label,
                "asset": asset.subject_label,
                "member": actor.label,
                "note": reuse.note,
            },
            url=asset.get_absolute_url(),
        )


def tell_users(asset: Asset, actor: Actor) -> None:
    """Who noted a use, and the owner of what uses it; each once for each use."""
    successor = asset.successor
    instead = _("Use %(asset)s instead.") % {"asset": successor.subject_label} if successor else ""
    for reuse in asset.reuses.running().with_users():
        people = [reuse.user.owner, reuse.noted_by]
        notify(
            told.ASSET_ENDS,
            [one for one in people if one is not None and not actor.is_member(one.pk)],
            asset,
            context={
                "asset": asset.subject_label,
                "user": reuse.user.subject_label,
                "reason": asset.state_note,
                "successor": instead,
            },
            url=asset.get_absolute_url(),
        )
