"""Who sees the library of reusable assets, who adds to it, and who says that they use one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.accounts.predicates import predicate
from coe_portal.accounts.roles import EVERYONE, MEMBERS, STAFF, permission
from coe_portal.collaboration.subjects import commentable
from registry.choices import AssetState
from registry.models.assets import Asset, Reuse
from registry.reviewing import ReviewedKind, declare_reviewed

VIEW_ASSETS = permission(
    "registry.view_assets", label=_("see reusable assets"), roles=EVERYONE, writes=False
)
ADD_ASSET = permission("registry.add_asset", label=_("add reusable assets"), roles=MEMBERS)
CHANGE_ASSET = permission("registry.change_asset", label=_("answer for this asset"), roles=STAFF)
NOTE_REUSE = permission("registry.note_reuse", label=_("say that an asset is used"), roles=MEMBERS)
END_REUSE = permission(
    "registry.end_reuse", label=_("say that this asset is used no more"), roles=STAFF
)
DISCUSS_ASSET = permission("registry.discuss_asset", label=_("comment on an asset"), roles=MEMBERS)


@predicate(CHANGE_ASSET.code)
def owns_asset(member: Membership, asset: Asset) -> bool:
    """Its owner."""
    return asset.owner_id == member.pk


@predicate(END_REUSE.code)
def takes_part_in_reuse(member: Membership, reuse: Reuse) -> bool:
    """Who noted it, the owner of the asset, and the owner of what uses it."""
    return member.pk in {reuse.noted_by_id, reuse.asset.owner_id, reuse.user.owner_id}


def followers(asset: Asset) -> list[Membership]:
    """Who is told of comments."""
    return [asset.owner]


commentable(
    Asset, key="asset", view=VIEW_ASSETS.code, write=DISCUSS_ASSET.code, followers=followers
)
declare_reviewed(
    ReviewedKind(
        Asset,
        right=CHANGE_ASSET.code,
        live=lambda rows: rows.exclude(state=AssetState.DEPRECATED),
    )
)
