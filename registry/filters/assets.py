"""The library of reusable assets, narrowed."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.ui.filters import choice, related, search
from registry.choices import AssetKind, AssetState
from registry.filters.reviewing import ReviewedFilters
from registry.models.assets import Asset


def find_asset(rows: Any, text: str) -> QuerySet[Any]:
    """By reference, or by words of name and description."""
    found: QuerySet[Any] = rows.matching(text)
    return found


def asset_owners(_request: object) -> QuerySet[Membership]:
    """Whoever owns an asset."""
    owning = Asset.objects.order_by().values("owner")
    rows: QuerySet[Membership] = Membership.objects.filter(pk__in=owning)
    return rows.select_related("user").order_by("user__name", "pk")


class AssetFilters(ReviewedFilters):
    q = search(find_asset, label=_("Id, name or words"))
    kind = choice(AssetKind.choices, label=_("Kind"), empty_label=_("Any kind"))
    state = choice(AssetState.choices, label=_("State"), empty_label=_("Any state"))
    owner = related(asset_owners, label=_("Owner"), empty_label=_("Any owner"))

    class Meta(ReviewedFilters.Meta):
        model = Asset
