"""The library as its pages read it: the list by reuse, one asset, what a case or model uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from intake.models.use_cases import UseCase
from registry.models.assets import Asset, AssetQuerySet, Reuse
from registry.models.models import AIModel

MOST_SHOWN: Final = 100


def with_reuse(assets: AssetQuerySet) -> QuerySet[Asset]:
    """Each asset with how often it is used today, and the day of its newest use."""
    running = Reuse.objects.running().filter(asset=OuterRef("pk")).order_by().values("asset")
    rows: QuerySet[Asset] = assets.with_people().annotate(
        reuse_count=Coalesce(Subquery(running.annotate(count=Count("pk")).values("count")), 0),
        reused_on=Subquery(running.annotate(newest=Max("since")).values("newest")),
    )
    return rows


@dataclass(frozen=True)
class AssetPage:
    """Everything the page of an asset shows."""

    reuses: tuple[Reuse, ...]
    count: int
    ended: int

    @property
    def hidden(self) -> int:
        return self.count - len(self.reuses)


def asset_page(asset: Asset) -> AssetPage:
    """An asset with what uses it, the newest first."""
    running = asset.reuses.running()
    reuses = tuple(running.with_users()[:MOST_SHOWN])
    for reuse in reuses:
        reuse.asset = asset
    return AssetPage(
        reuses=reuses,
        count=running.count(),
        ended=asset.reuses.filter(ended_at__isnull=False).count(),
    )


def reused_by(user: UseCase | AIModel) -> list[Reuse]:
    """What a use case or a model uses, by name of the asset."""
    rows = Reuse.objects.running().select_related("asset__owner__user", "asset__successor")
    used = rows.filter(use_case=user) if isinstance(user, UseCase) else rows.filter(model=user)
    return list(used.order_by("asset__name", "pk")[:MOST_SHOWN])
