"""Assets that were built once and are used again, and who uses them."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coe_portal.accounts.models import Membership
from coe_portal.tenancy.addresses import org_url
from coe_portal.tenancy.managers import TenantManager, TenantQuerySet
from coe_portal.tenancy.models import TenantModel
from intake.models.use_cases import UseCase
from registry.choices import AssetKind, AssetState
from registry.models.models import AIModel
from registry.models.reviewed import Reviewed, ReviewedQuerySet


class AssetQuerySet(ReviewedQuerySet["Asset"]):
    def visible_to(self, member: Membership) -> Self:
        """The library is open to all who work in the organization, its drafts too."""
        return self if member.is_current() else self.none()

    def published(self) -> Self:
        """May be used by whoever needs it."""
        return self.filter(state=AssetState.PUBLISHED)

    def matching(self, text: str) -> Self:
        """By reference, or by words of name and description."""
        known = self.by_reference(text)
        if known.exists():
            return known
        words = text.replace("\x00", "").strip()
        return self.filter(Q(name__icontains=words) | Q(description__icontains=words))

    def with_people(self) -> Self:
        """With the names that lists and headers show."""
        return self.select_related("owner__user", "successor")


class Asset(Reviewed):
    """A connector, prompt, evaluation set, pipeline, template or component for everybody.

    Only registry/actions/assets.py writes `state`.
    """

    PREFIX = "AS"

    MAX_NAME = 200

    number = models.PositiveIntegerField(editable=False)
    name = models.CharField(_("name"), max_length=MAX_NAME)
    kind = models.CharField(_("kind"), max_length=16, choices=AssetKind)
    description = models.TextField(_("description"), max_length=10_000, blank=True)
    usage = models.TextField(_("how to use it"), max_length=10_000, blank=True)
    owner = models.ForeignKey(
        Membership,
        on_delete=models.PROTECT,
        related_name="owned_assets",
        verbose_name=_("owner"),
    )
    version = models.CharField(_("version"), max_length=60, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True)
    licence = models.CharField(_("licence"), max_length=200, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=AssetState, default=AssetState.DRAFT
    )
    state_note = models.TextField(_("why"), max_length=2000, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("use this instead"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    added_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar = TenantManager.from_queryset(AssetQuerySet)()

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="one_asset_per_number"),
            models.CheckConstraint(condition=~Q(name=""), name="an_asset_has_a_name"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False),
                name="assets_were_published",
            ),
            models.CheckConstraint(
                condition=~Q(state="deprecated") | ~Q(state_note=""),
                name="assets_end_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="no_asset_follows_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "state", "name"], name="assets_by_state"),
            models.Index(fields=["organization", "owner"], name="assets_by_owner"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_published(self) -> bool:
        return self.state == AssetState.PUBLISHED

    @property
    def is_deprecated(self) -> bool:
        return self.state == AssetState.DEPRECATED

    def get_absolute_url(self) -> str:
        return org_url("registry:asset", reference=self.reference)


class ReuseQuerySet(TenantQuerySet["Reuse"]):
    def running(self) -> Self:
        """Not ended."""
        return self.filter(ended_at__isnull=True)

    def with_users(self) -> Self:
        """With what uses the asset and who said so."""
        return self.select_related(
            "use_case__owner__user", "model__owner__user", "noted_by__user"
        ).defer("use_case__search")


class Reuse(TenantModel):
    """A use case or a model uses an asset that was not built for it."""

    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="reuses")
    use_case = models.ForeignKey(
        UseCase, on_delete=models.PROTECT, null=True, blank=True, related_name="reuses"
    )
    model = models.ForeignKey(
        AIModel, on_delete=models.PROTECT, null=True, blank=True, related_name="reuses"
    )
    since = models.DateField(_("since"))
    note = models.CharField(_("what for"), max_length=500, blank=True)
    noted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="noted_reuses"
    )
    noted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar = TenantManager.from_queryset(ReuseQuerySet)()

    class Meta:
        ordering = ("-since", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(use_case__isnull=True, model__isnull=False)
                | Q(use_case__isnull=False, model__isnull=True),
                name="a_reuse_has_one_user",
            ),
            models.UniqueConstraint(
                fields=["asset", "use_case"],
                condition=Q(ended_at__isnull=True),
                name="each_case_reuses_once",
            ),
            models.UniqueConstraint(
                fields=["asset", "model"],
                condition=Q(ended_at__isnull=True),
                name="each_model_reuses_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "asset"],
                condition=Q(ended_at__isnull=True),
                name="running_reuses",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset.reference}: {self.user.reference}"

    @property
    def user(self) -> UseCase | AIModel:
        """What uses the asset."""
        found = self.use_case or self.model
        assert found is not None  # noqa: S101  (a_reuse_has_one_user)
        return found
